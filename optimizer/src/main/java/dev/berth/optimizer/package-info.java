/**
 * Fleet, demand and profiles become a placement plan: {@code problem} states it, {@code score} judges a placement,
 * {@code policy} finds one ({@code planning} and {@code constraints} with OptaPlanner), {@code plan} decides whether it is
 * worth publishing, {@code loop} does that for ever.
 */
package dev.berth.optimizer;
