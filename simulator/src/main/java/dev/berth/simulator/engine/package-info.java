/** vLLM's engine as a state machine in virtual time: no threads, no clock, no randomness. */
package dev.berth.simulator.engine;
