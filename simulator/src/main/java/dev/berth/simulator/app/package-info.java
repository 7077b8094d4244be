/** The command line of the simulator. */
package dev.berth.simulator.app;
