/** Service-level objectives: targets, and the one judgement of "met" that router, jobs, twin and reports share. */
package dev.berth.domain.slo;
