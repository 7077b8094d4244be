/** Traces of real traffic: reading, describing, reshaping and synthesising them. */
package dev.berth.simulator.trace;
