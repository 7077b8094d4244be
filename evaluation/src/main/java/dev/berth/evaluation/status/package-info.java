/** What the blackboard says about a fleet, read at one moment and written for people. */
package dev.berth.evaluation.status;
