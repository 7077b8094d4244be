/** The placement port and every algorithm behind it. */
package dev.berth.optimizer.policy;
