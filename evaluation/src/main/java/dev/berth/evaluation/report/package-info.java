/** What a replay showed: metrics of each arm, compared, for people and for programs. */
package dev.berth.evaluation.report;
