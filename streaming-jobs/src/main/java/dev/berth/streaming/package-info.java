/** The Flink jobs that turn requests and engine samples into demand and profiles. */
package dev.berth.streaming;
