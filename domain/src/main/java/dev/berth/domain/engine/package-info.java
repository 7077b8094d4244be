/** How long a vLLM engine takes: the step-time model, and capacity at an SLO in closed form. */
package dev.berth.domain.engine;
