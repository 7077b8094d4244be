/** What one run of a scenario gives: records that a table, a chart or a comparison reads, and the streaming sums behind them. */
package dev.berth.evaluation.outcome;
