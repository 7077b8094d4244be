/** Which pods hold which adapters, at what share of their traffic, and why. */
package dev.berth.domain.placement;
