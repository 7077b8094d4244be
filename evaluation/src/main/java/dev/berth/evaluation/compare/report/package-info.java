/** A comparison for people and for programs: a table, a CSV, one page with charts, and lines while the work goes on. */
package dev.berth.evaluation.compare.report;
