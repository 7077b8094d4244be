package dev.berth.evaluation.virtual;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.router.RouterConfig;
import dev.berth.router.pick.Policy;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.ProfileHolder;
import dev.berth.router.table.RetryBudget;
import dev.berth.router.table.TableHolder;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The product's router without sockets: its tables, counts, policies and retry budget, moved by events. What is its own here is
 * the order of events only, which {@link VirtualExchange} holds for one request.
 */
final class VirtualRouter {
    private static final long POLL_NANOS = EventQueue.SECOND;
    private static final long TICK_NANOS = 100 * EventQueue.MILLI;
    private static final long PROFILE_NANOS = RouterConfig.DEFAULTS.profilePeriodMillis() * EventQueue.MILLI;
    /** What the product's router waits before a report that somebody asked for. */
    private static final long PROMPT_NANOS = 50 * EventQueue.MILLI;

    private static final int RETRY_RESERVE = 500;
    private static final double RETRY_RATIO = 0.2;

    private final EventQueue queue;
    private final String name;
    private final Blackboard blackboard;
    private final VirtualFleet fleet;
    private final WorldConfig config;
    private final WorldWatch watch;
    private final ExchangeLog log;
    private final Policy policy;
    private final LiveCounts counts = new LiveCounts(this::reportSoon);
    private final TableHolder tables = new TableHolder(counts, this::reportSoon);
    private final ProfileHolder profiles = new ProfileHolder();
    private final PickTurn turn;
    private final RetryBudget budget = new RetryBudget(RETRY_RESERVE, RETRY_RATIO);
    private final Set<VirtualExchange> active = new LinkedHashSet<>();
    private final Set<VirtualExchange> waiting = new LinkedHashSet<>();
    private final ArrayDeque<Deadline> deadlines = new ArrayDeque<>();
    private Version lastReport;
    private boolean reportDue;
    private boolean readDue;
    private boolean rung;
    private boolean stopped;

    /** A try must have been answered by then. All have the same time, so they are due in the order of sending. */
    private record Deadline(long atNanos, VirtualExchange exchange, long tryId) {}

    VirtualRouter(
            EventQueue queue,
            String name,
            Blackboard blackboard,
            VirtualFleet fleet,
            Policy policy,
            WorldConfig config,
            RandomGenerator random,
            ExchangeLog log,
            WorldWatch watch) {
        this.queue = queue;
        this.name = name;
        this.blackboard = blackboard;
        this.fleet = fleet;
        this.config = config;
        this.watch = watch;
        this.log = log;
        this.policy = policy;
        this.turn = new PickTurn(profiles, random);
        this.lastReport = new Version(queue.millis(), 0);
        tables.addReader(Runnable::run); // One thread: whoever picks holds the newest view.
    }

    void start() {
        refreshProfiles();
        poll();
        report();
        tick();
    }

    /** It is gone at once, with all that it carries. */
    void stop() {
        stopped = true;
        new ArrayList<>(active).forEach(VirtualExchange::routerStopped);
        waiting.clear();
    }

    /** What is still here has had its time. */
    void giveUp() {
        new ArrayList<>(active).forEach(VirtualExchange::giveUp);
    }

    void arrive(ScenarioRequest request) {
        VirtualExchange exchange = new VirtualExchange(this, request);
        active.add(exchange);
        budget.request();
        exchange.start();
    }

    // ---- what an exchange asks for ---------------------------------------------------------------------------------

    EventQueue queue() {
        return queue;
    }

    String name() {
        return name;
    }

    VirtualFleet fleet() {
        return fleet;
    }

    WorldConfig config() {
        return config;
    }

    WorldWatch watch() {
        return watch;
    }

    ExchangeLog log() {
        return log;
    }

    Policy policy() {
        return policy;
    }

    TableHolder tables() {
        return tables;
    }

    PickTurn turn() {
        return turn;
    }

    RetryBudget budget() {
        return budget;
    }

    /** @return false if too many wait already */
    boolean enterRoom(VirtualExchange exchange) {
        if (waiting.size() >= config.routing().waitingRoom()) {
            return false;
        }
        waiting.add(exchange);
        return true;
    }

    void leaveRoom(VirtualExchange exchange) {
        waiting.remove(exchange);
    }

    /** A pod has one request fewer: who waits for room asks again, once for all that ended in this instant. */
    void freed() {
        if (!waiting.isEmpty() && !rung) {
            rung = true;
            queue.after(0, () -> {
                rung = false;
                wake();
            });
        }
    }

    void expect(VirtualExchange exchange, long tryId) {
        long at = queue.now() + config.routing().answerMillis() * EventQueue.MILLI;
        deadlines.add(new Deadline(at, exchange, tryId));
    }

    void ended(VirtualExchange exchange) {
        active.remove(exchange);
    }

    // ---- what the world asks for -----------------------------------------------------------------------------------

    int active() {
        return active.size();
    }

    int waiting() {
        return waiting.size();
    }

    int onPods() {
        return counts.total();
    }

    RoutingTable table() {
        return tables.view().table();
    }

    /** A hint from the store: there may be a newer table. */
    void hint() {
        if (readDue || stopped) {
            return;
        }
        readDue = true;
        queue.after(config.delays().tableMillis() * EventQueue.MILLI, () -> {
            readDue = false;
            readTable();
        });
    }

    // ---- its own beats ---------------------------------------------------------------------------------------------

    /** For the hints that got lost. */
    private void poll() {
        if (stopped) {
            return;
        }
        readTable();
        queue.after(POLL_NANOS, this::poll);
    }

    private void readTable() {
        if (stopped) {
            return;
        }
        try {
            Version stored = blackboard.versions().get(Keys.ROUTING.name());
            if (stored != null && stored.isNewerThan(tables.view().version())) {
                blackboard.read(Keys.ROUTING).ifPresent(this::apply);
            }
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), name + " can't read the table");
        }
    }

    private void apply(RoutingTable table) {
        if (tables.apply(table)) {
            watch.applied(queue.now(), name, table);
            wake();
        }
    }

    private void refreshProfiles() {
        if (!stopped) {
            profiles.refresh(blackboard);
            queue.after(PROFILE_NANOS, this::refreshProfiles);
        }
    }

    private void reportSoon() {
        if (!reportDue && !stopped) {
            reportDue = true;
            queue.after(PROMPT_NANOS, () -> {
                reportDue = false;
                writeReport();
            });
        }
    }

    private void report() {
        if (!stopped) {
            writeReport();
            queue.after(POLL_NANOS, this::report);
        }
    }

    private void writeReport() {
        if (stopped) {
            return;
        }
        lastReport = lastReport.next();
        try {
            blackboard.write(
                    Keys.ROUTERS,
                    name,
                    new RouterReport(lastReport, queue.millis(), name, tables.applied(), counts.inFlight()));
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), name + " can't report");
        }
    }

    private void tick() {
        if (stopped) {
            return;
        }
        wake();
        while (!deadlines.isEmpty() && deadlines.peek().atNanos() <= queue.now()) {
            Deadline due = deadlines.poll();
            due.exchange().overdue(due.tryId());
        }
        queue.after(TICK_NANOS, this::tick);
    }

    /** A new table, or time has passed: whoever can go on does, the longest waiting first. */
    private void wake() {
        if (waiting.isEmpty()) {
            return;
        }
        List<VirtualExchange> all = new ArrayList<>(waiting);
        all.forEach(VirtualExchange::wake);
    }
}
