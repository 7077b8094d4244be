/**
 * How other systems pick a pod, each as its source says, behind the product's own port: what the evaluation compares with.
 * They read the router's own live counts, which are newer than the metrics that most of them scrape; prefixes are known by
 * what was sent where.
 */
package dev.berth.evaluation.peers;
