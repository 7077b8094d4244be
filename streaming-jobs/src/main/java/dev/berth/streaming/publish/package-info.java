/** Demand onto the blackboard. */
package dev.berth.streaming.publish;
