/** What clients' names of models stand for: aliases, and new versions that are given a part of the traffic. Pure. */
package dev.berth.router.rollout;
