package dev.berth.router.table;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.ProfileSource;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The profiles last read: a live one before an offline one. A deployment's last profile stays when the store is away or
 * comes back empty.
 */
public final class ProfileHolder implements ProfileSource {
    private static final Logger log = LoggerFactory.getLogger(ProfileHolder.class);

    private String lastFailure = "";
    private volatile Map<String, LatencyProfile> profiles = Map.of();

    /** Reads the store. From one thread, off the request path. */
    public void refresh(Blackboard blackboard) {
        Map<String, LatencyProfile> next = new HashMap<>(profiles);
        try {
            Map<String, LatencyProfile> live = blackboard.readAll(Keys.PROFILE);
            Map<String, LatencyProfile> offline = blackboard.readAll(Keys.PROFILE_OFFLINE);
            next.putAll(offline);
            next.putAll(live);
        } catch (StoreUnavailableException e) {
            return; // The last ones serve on.
        } catch (RuntimeException e) { // One that passed would end the reading for ever.
            if (!e.toString().equals(lastFailure)) {
                log.warn("profiles not taken", e);
            }
            lastFailure = e.toString();
            return;
        }
        profiles = next;
    }

    @Override
    public LatencyProfile of(String deployment) {
        return profiles.get(deployment);
    }
}
