/** Typed configuration: one record per concern, its defaults inside, unknown keys refused, reference pages generated. */
package dev.berth.domain.config;
