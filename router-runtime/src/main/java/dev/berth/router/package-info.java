/**
 * The thin OpenAI-compatible router: {@code http} carries, {@code pick} chooses, {@code table} holds the view, {@code log}
 * records.
 */
package dev.berth.router;
