/**
 * Many runs against each other: the plan of runs, their cache, the searches for a sustainable rate and for pods, and what
 * may be concluded from a few seeds.
 */
package dev.berth.evaluation.compare;
