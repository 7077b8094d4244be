/** Speaks vLLM's HTTP wire. */
package dev.berth.actuator.vllm;
