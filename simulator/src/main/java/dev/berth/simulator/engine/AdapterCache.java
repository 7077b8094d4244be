package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where each registered adapter's weights are.
 *
 * <pre>
 *   on disk --read--> host memory (LRU of max_cpu_loras) --activated--> slot (LRU of max_loras; it stays in host memory)
 * </pre>
 *
 * Whoever is evicted from host memory leaves its slot as well. Every transition takes the time of the adapter's rank and
 * stalls the engine. The first read of a name comes from the disk, later ones from the page cache.
 *
 * <p>A batch's adapters are brought into slots one after the other, each evicting whoever was used longest ago, also one that
 * this batch needs and whose turn comes later (it is then loaded again, evicting the next). So vLLM does it, V0 and V1: its
 * worker walks the set of the step's adapters, whose order is that of their ids. A batch with nearly as many adapters as slots
 * therefore sets off a cascade of reloads when a new adapter joins: in the real runs up to 15 loads for each request.
 *
 * <p>A registration has an id of its own. With {@code zombies}, vLLM's bug, unregistering leaves the weights where they are
 * until they age out; the next registration of the name has a new id, so both copies take room.
 */
final class AdapterCache {
    private static final double NANOS_PER_MILLI = 1e6;

    private final EngineSpec spec;
    private final boolean zombies;
    private final AdapterTier host;
    private final AdapterTier slots;
    private final Set<String> readBefore = new HashSet<>();

    private final List<String> names = new ArrayList<>();
    private long[] keys = {};
    private int[] ranks = {};
    private int[] inFlight = {};
    private boolean[] registered = {};
    private boolean[] requestedBefore = {};
    /** The activation that last used each adapter; it uses host memory and slot at once. */
    private long[] lastUse = {};

    private long activations;
    private long activityVersion;

    private long diskReads;
    private long slotLoads;

    AdapterCache(EngineSpec spec, boolean zombies) {
        this.spec = spec;
        this.zombies = zombies;
        this.host = new AdapterTier(spec.limits().maxCpuLoras());
        this.slots = new AdapterTier(spec.limits().maxLoras());
    }

    int register(String name, int rank) {
        int id = names.size();
        names.add(name);
        if (id == keys.length) {
            int length = Math.max(8, 2 * id);
            keys = Arrays.copyOf(keys, length);
            ranks = Arrays.copyOf(ranks, length);
            inFlight = Arrays.copyOf(inFlight, length);
            registered = Arrays.copyOf(registered, length);
            requestedBefore = Arrays.copyOf(requestedBefore, length);
            lastUse = Arrays.copyOf(lastUse, length);
        }
        keys[id] = PrefixHashes.mix(name.hashCode() * 0x9E3779B97F4A7C15L + name.length());
        ranks[id] = rank;
        registered[id] = true;
        return id;
    }

    /** New weights under the same id: they must be read again, and not from the page cache. */
    void replace(int id, int rank) {
        ranks[id] = rank;
        readBefore.remove(names.get(id));
        host.remove(id);
        slots.remove(id);
    }

    void unregister(int id) {
        registered[id] = false;
        dropIfGone(id);
    }

    boolean registered(int id) {
        return id < names.size() && registered[id];
    }

    String name(int id) {
        return names.get(id);
    }

    /** Tells the KV of one adapter name from that of another; 0 for the base model. */
    long key(int id) {
        return id == Engine.BASE ? 0 : keys[id];
    }

    /** @return whether it is the first request ever of this adapter */
    boolean requestCame(int id) {
        if (id == Engine.BASE) {
            return false;
        }
        if (inFlight[id]++ == 0) {
            activityVersion++;
        }
        boolean first = !requestedBefore[id];
        requestedBefore[id] = true;
        return first;
    }

    void requestLeft(int id) {
        if (id != Engine.BASE && --inFlight[id] == 0) {
            activityVersion++;
            dropIfGone(id);
        }
    }

    /** Changes whenever the set of adapters with a request in flight does. */
    long activityVersion() {
        return activityVersion;
    }

    List<String> active() {
        Set<String> active = new TreeSet<>();
        for (int id = 0; id < names.size(); id++) {
            if (inFlight[id] > 0) {
                active.add(names.get(id));
            }
        }
        return List.copyOf(active);
    }

    boolean inHost(int id) {
        return host.contains(id);
    }

    boolean inSlot(int id) {
        return slots.contains(id);
    }

    int hostCount() {
        return host.size();
    }

    long diskReads() {
        return diskReads;
    }

    long slotLoads() {
        return slotLoads;
    }

    /**
     * Brings the adapters of a batch into slots; their order in the array may change.
     *
     * @return how long the step stalls, nanoseconds
     */
    long activate(int[] ids, int count) {
        beginUse();
        if (!allInSlots(ids, count)) {
            Arrays.sort(ids, 0, count);
        }
        long stall = 0;
        for (int i = 0; i < count; i++) {
            if (!slots.contains(ids[i])) {
                stall += load(ids[i]);
            }
            use(ids[i]);
        }
        return stall;
    }

    /** Whether a step of this adapter's requests would not wait for it. */
    boolean ready(int id) {
        return id == Engine.BASE || slots.contains(id);
    }

    /** What is used from now on is used later than all before. */
    void beginUse() {
        activations++;
    }

    void use(int id) {
        if (id != Engine.BASE) {
            lastUse[id] = activations;
        }
    }

    private boolean allInSlots(int[] ids, int count) {
        for (int i = 0; i < count; i++) {
            if (!slots.contains(ids[i])) {
                return false;
            }
        }
        return true;
    }

    private long load(int id) {
        LoadTime time = spec.loadTime(ranks[id]);
        double millis = time.hostToSlotMillis();
        if (!host.contains(id)) {
            boolean first = readBefore.add(names.get(id));
            millis += first ? time.diskToHostFirstMillis() : time.diskToHostMillis();
            diskReads++;
            if (host.full()) {
                slots.remove(host.removeOldest(lastUse));
            }
            host.add(id);
        }
        if (slots.full()) {
            slots.removeOldest(lastUse);
        }
        slots.add(id);
        slotLoads++;
        return Math.round(millis * NANOS_PER_MILLI);
    }

    private void dropIfGone(int id) {
        if (!zombies && !registered[id] && inFlight[id] == 0) {
            host.remove(id);
            slots.remove(id);
        }
    }
}
