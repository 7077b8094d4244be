/** vLLM's OpenAI server, as its clients see it, around a simulated engine. */
package dev.berth.simulator.http;
