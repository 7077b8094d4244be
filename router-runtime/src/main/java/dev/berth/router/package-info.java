/** The thin OpenAI-compatible router. */
package dev.berth.router;
