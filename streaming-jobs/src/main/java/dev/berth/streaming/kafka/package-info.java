/** The jobs' ends in Kafka. */
package dev.berth.streaming.kafka;
