/** Small random fleets with random faults, by seed, and what must hold in every one of them. */
package dev.berth.evaluation.faults;
