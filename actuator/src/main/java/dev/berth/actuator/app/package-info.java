/** The verb {@code ./berth actuate}: command line and wiring only. */
package dev.berth.actuator.app;
