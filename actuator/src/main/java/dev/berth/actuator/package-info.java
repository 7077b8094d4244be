/** Carrying a placement plan out on the fleet. */
package dev.berth.actuator;
