/** Runs the operator's command that changes a deployment's number of pods. */
package dev.berth.actuator.scale;
