/** Flink itself: a JobManager, a TaskManager or both in this JVM, and what keeps jobs running on them. */
package dev.berth.streaming.cluster;
