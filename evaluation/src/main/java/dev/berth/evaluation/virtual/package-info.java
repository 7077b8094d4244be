/**
 * The product's own router picking, store, optimizer and actuator with virtual pods in one deterministic simulation: one
 * queue of events in virtual time, no clock, no threads, no chance that is not seeded.
 */
package dev.berth.evaluation.virtual;
