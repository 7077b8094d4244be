/**
 * Scenarios S1 to S6 and scenario files: a catalog, a fleet, faults, and requests in the order of their arrival. Nothing here
 * runs anything.
 */
package dev.berth.evaluation.scenario;
