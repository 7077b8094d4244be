/**
 * {@code ProfileJob}: what requests, engine samples and load events tell of engines, and the profile that follows from it.
 *
 * <p>Pure: {@link dev.berth.streaming.profile.PodStopwatch} (requests of one pod to readings of its steps),
 * {@link dev.berth.streaming.profile.StepTimeFit} (readings to an engine model with error bars),
 * {@link dev.berth.streaming.profile.EngineLearner} (the memory of one deployment). The rest is Flink around them.
 */
package dev.berth.streaming.profile;
