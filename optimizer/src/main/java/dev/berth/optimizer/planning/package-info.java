/** OptaPlanner's view of the problem: quanta of demand as entities, the pod as their variable, and the moves of the domain. */
package dev.berth.optimizer.planning;
