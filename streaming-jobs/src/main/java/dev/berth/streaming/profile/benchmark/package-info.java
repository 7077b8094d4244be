/** Benchmark files to profiles: AIBrix's rule, and vLLM's results put into its form. */
package dev.berth.streaming.profile.benchmark;
