/** The commands: reading of the command line, wiring, printing. */
package dev.berth.evaluation.app;
