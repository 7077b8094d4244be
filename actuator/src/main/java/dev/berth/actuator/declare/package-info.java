/** What is declared, from files: deployments, pods, adapters, SLO classes. */
package dev.berth.actuator.declare;
