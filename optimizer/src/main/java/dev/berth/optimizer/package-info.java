/** Planning: from fleet, demand and profiles to a placement plan. */
package dev.berth.optimizer;
