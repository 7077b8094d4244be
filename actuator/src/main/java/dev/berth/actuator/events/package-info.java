/** Tells of loads and unloads on the topic {@code berth.events}. */
package dev.berth.actuator.events;
