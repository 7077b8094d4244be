package dev.berth.streaming;

import dev.berth.store.Blackboard;
import java.io.Serializable;

/** Opens the blackboard where a part of a job runs: jobs are shipped as bytes, connections are not. */
@FunctionalInterface
public interface BlackboardFactory extends Serializable {
    Blackboard open();
}
