/**
 * The blackboard: every document of the fleet in Redis, each with one writer, each write one compare-and-set; and an
 * in-memory twin under the same contract test.
 */
package dev.berth.store;
