/** A fleet of inference engines without GPUs. */
package dev.berth.simulator;
