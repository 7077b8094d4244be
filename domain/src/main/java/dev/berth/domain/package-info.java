/**
 * The words that every part of Berth shares. Immutable records with one JSON form, and the pure arithmetic that several
 * parts must agree on. No I/O, no threads, no clock: time is a parameter everywhere.
 *
 * <p>Arrows inside: {@code engine, slo, metrics, config, json <- profile, fleet, demand <- placement <- routing}.
 */
package dev.berth.domain;
