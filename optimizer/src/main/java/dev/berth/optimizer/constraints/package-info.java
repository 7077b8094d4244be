/** The rules as constraint streams (the readable specification) and the incremental score that production uses. */
package dev.berth.optimizer.constraints;
