/** Desired against observed: the actuator's pure state machine. No clock, no sockets, no threads. */
package dev.berth.actuator.reconcile;
