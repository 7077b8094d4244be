package dev.berth.actuator.reconcile;

import dev.berth.domain.placement.Tier;

/** That an adapter is desired on a pod. */
record Want(Tier tier, double weight) {}
