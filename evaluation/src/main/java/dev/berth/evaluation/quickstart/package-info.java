/**
 * All of Berth on one machine, without GPUs: starts every part, replays a trace under even dispatch and under Berth,
 * prints what each arm showed and whether the loop was closed, and stops what it started.
 */
package dev.berth.evaluation.quickstart;
