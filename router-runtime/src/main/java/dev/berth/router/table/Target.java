package dev.berth.router.table;

import dev.berth.domain.json.Json;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.router.pick.Candidate;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One route of a table, with all that the request path needs made beforehand. */
public final class Target implements Candidate {
    private final TablePod pod;
    private final Route route;
    private final PairLoad live;
    private final PodHealth health;
    private final InetSocketAddress address;
    private final byte[] hostHeader;
    private final byte[] engineNameJson;
    private volatile boolean dropped;

    Target(TablePod pod, Route route, PairLoad live, PodHealth health, InetSocketAddress address) {
        this.pod = pod;
        this.route = route;
        this.live = live;
        this.health = health;
        this.address = address;
        this.hostHeader = (address.getHostString() + ":" + address.getPort()).getBytes(StandardCharsets.US_ASCII);
        this.engineNameJson = Json.write(route.engineName()).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a request may be sent there now. */
    public boolean usable(long nowMillis) {
        return !dropped && health.usable(nowMillis);
    }

    /** Whether a request may be sent there now if no pod is usable. */
    public boolean reachable(long nowMillis) {
        return !dropped && health.reachable(nowMillis);
    }

    /** The pod said that it does not know the model: not used again until a newer table. */
    public void drop() {
        dropped = true;
    }

    public boolean isDropped() {
        return dropped;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** The pod's own {@code Host}. */
    public byte[] hostHeader() {
        return hostHeader;
    }

    /**
     * The engine's name of the model as a JSON string with its quotes.
     *
     * @return null if it is the name that the client used
     */
    public byte[] engineNameJson(String asked) {
        return route.engineName().equals(asked) ? null : engineNameJson;
    }

    public PodHealth health() {
        return health;
    }

    @Override
    public TablePod pod() {
        return pod;
    }

    @Override
    public Route route() {
        return route;
    }

    @Override
    public PairLoad live() {
        return live;
    }
}
