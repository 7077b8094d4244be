package dev.berth.streaming.profile;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is declared of deployments, read from the blackboard every few seconds on the caller's thread. While the store is away, what
 * was read last stands, and it is asked more rarely: each call may take two seconds to fail.
 */
final class BlackboardBasis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlackboardBasis.class);
    private static final long EVERY_MILLIS = 5_000;
    private static final long AWAY_MILLIS = 30_000;

    private final Blackboard blackboard;
    private Map<String, LatencyProfile> offline = Map.of();
    private Catalog catalog;
    private boolean read;
    private boolean away;
    private long nextMillis;

    BlackboardBasis(Blackboard blackboard) {
        this.blackboard = blackboard;
    }

    ProfileBasis of(String deployment, long nowMillis) {
        if (!read || nowMillis >= nextMillis) {
            refresh(nowMillis);
        }
        return new ProfileBasis(
                offline.get(deployment),
                catalog == null ? null : catalog.deployment(deployment).orElse(null));
    }

    private void refresh(long nowMillis) {
        read = true;
        nextMillis = nowMillis + EVERY_MILLIS;
        try {
            Map<String, LatencyProfile> profiles = blackboard.readAll(Keys.PROFILE_OFFLINE);
            catalog = blackboard.read(Keys.CATALOG).orElse(catalog);
            offline = profiles.isEmpty() ? offline : profiles;
            away = false;
        } catch (StoreUnavailableException e) {
            nextMillis = nowMillis + AWAY_MILLIS;
            if (!away) {
                log.warn("declared profiles can't be read, those known stay: {}", e.getMessage());
            }
            away = true;
        }
    }

    @Override
    public void close() {
        blackboard.close();
    }
}
