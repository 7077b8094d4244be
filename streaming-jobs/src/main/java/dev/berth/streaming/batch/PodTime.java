package dev.berth.streaming.batch;

/**
 * How long a pod was up in a period, and how much of that it had anything to do, by the samples of its engine.
 *
 * @param upSeconds between samples that it answered
 * @param busySeconds of these, with requests running or waiting
 */
public record PodTime(String pod, String deployment, double upSeconds, double busySeconds) {}
