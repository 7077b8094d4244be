/** What pods say of themselves, and what is made of it: lives, readiness, registered adapters. Pure. */
package dev.berth.actuator.observe;
