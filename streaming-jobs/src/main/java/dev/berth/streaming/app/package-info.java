/** The verbs {@code jobs} and {@code profile}. */
package dev.berth.streaming.app;
