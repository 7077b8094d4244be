/** What clients ask for and what engines report: records of the topics, and the demand made of them. */
package dev.berth.domain.demand;
