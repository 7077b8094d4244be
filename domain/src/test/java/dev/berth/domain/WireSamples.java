package dev.berth.domain;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RouterUsage;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import java.util.List;
import java.util.Map;

/**
 * One value of every document and topic record: two pods of one deployment, the first holding {@code sql}, the second having
 * failed to load it.
 */
public final class WireSamples {
    /** 2026-01-01T00:00:00Z. */
    public static final long NOW = 1_767_225_600_000L;

    private static final Version VERSION = new Version(NOW, 7);
    private static final PodIncarnation POD_1 = new PodIncarnation("pod-1", "1767225000.250");
    private static final PodIncarnation POD_2 = new PodIncarnation("pod-2", "1767225001.500");
    private static final SloTarget INTERACTIVE = new SloTarget(1, 0.08, 0);

    /**
     * A value and the form it is written and read in.
     *
     * @param file golden file under {@code wire/}, without its ending
     */
    public record Sample(String file, Object value, Class<?> type) {
        @Override
        public String toString() {
            return file;
        }
    }

    private WireSamples() {}

    public static List<Sample> all() {
        return List.of(
                new Sample("catalog", catalog(), Catalog.class),
                new Sample("fleet", fleet(), Fleet.class),
                new Sample("ledger", ledger(), Ledger.class),
                new Sample("routing-table", routingTable(), RoutingTable.class),
                new Sample("adapter-demand", demand(), AdapterDemand.class),
                new Sample("latency-profile", profile(), LatencyProfile.class),
                new Sample("placement-plan", plan(), PlacementPlan.class),
                new Sample("router-report", routerReport(), RouterReport.class),
                new Sample("router-usage", routerUsage(), RouterUsage.class),
                new Sample("control", control(), Control.class),
                new Sample("request-arrived", arrived(), RequestRecord.class),
                new Sample("request-finished", finished(), RequestRecord.class),
                new Sample("router-heartbeat", heartbeat(), RequestRecord.class),
                new Sample("engine-sample", engineSample(), EngineSample.class),
                new Sample("adapter-event", adapterEvent(), AdapterEvent.class),
                new Sample("dead-letter", deadLetter(), DeadLetter.class));
    }

    static Catalog catalog() {
        return new Catalog(
                VERSION,
                NOW,
                List.of(new AdapterSpec(
                        "sql",
                        "llama-3.1-8b",
                        "huggingface://acme/sql-lora",
                        "sha256:3b1f",
                        "sql",
                        16,
                        83_886_080,
                        "interactive",
                        1,
                        4,
                        5,
                        "acme")),
                List.of(new SloClass("interactive", INTERACTIVE, 4)),
                List.of(new DeploymentSpec("default/sim", "llama-3.1-8b", "NVIDIA A10", 0.15, 8, 32, 64, 1, 6)));
    }

    static Fleet fleet() {
        return new Fleet(
                VERSION,
                NOW,
                3,
                List.of(
                        new PodState(
                                POD_1,
                                "default/sim",
                                "http://127.0.0.1:9001",
                                "a",
                                Readiness.READY,
                                NOW - 5_000,
                                List.of("sql")),
                        new PodState(
                                POD_2,
                                "default/sim",
                                "http://127.0.0.1:9002",
                                "b",
                                Readiness.STABILISING,
                                NOW - 1_000,
                                List.of())));
    }

    static Ledger ledger() {
        return new Ledger(
                VERSION,
                NOW,
                List.of(
                        new LedgerEntry("sql", "sql", POD_1, PairState.RUNNING, 0, 0, "", 0.125, NOW - 4_000, false),
                        new LedgerEntry(
                                "sql",
                                "sql",
                                POD_2,
                                PairState.FAILED,
                                2,
                                NOW + 10_000,
                                "the pod answered 500",
                                0,
                                NOW - 500,
                                true)));
    }

    static RoutingTable routingTable() {
        return new RoutingTable(
                VERSION,
                NOW,
                new Version(NOW, 5),
                List.of(new RoutingTable.TablePod(POD_1, "default/sim", "http://127.0.0.1:9001", "a", 8)),
                Map.of(
                        "sql",
                        new RoutingTable.ModelRoutes(
                                "sql",
                                true,
                                "llama-3.1-8b",
                                "interactive",
                                INTERACTIVE,
                                List.of(new RoutingTable.Route(POD_1, "sql", Tier.HOT, 1))),
                        "llama-3.1-8b",
                        new RoutingTable.ModelRoutes(
                                "llama-3.1-8b",
                                false,
                                "llama-3.1-8b",
                                "standard",
                                SloClass.STANDARD.target(),
                                List.of(new RoutingTable.Route(POD_1, "llama-3.1-8b", Tier.WARM, 0)))));
    }

    static AdapterDemand demand() {
        return new AdapterDemand(
                new Version(NOW, 0),
                NOW + 1_200,
                "sql",
                NOW,
                10_000,
                42,
                4.2,
                4.5,
                40,
                List.of(new LengthCell(7, 9, 30), new LengthCell(8, 10, 8)),
                25_600,
                6_400,
                5_888,
                6.5,
                0.35,
                27.3,
                1.25,
                new Attainment(37, 40),
                2,
                0.995,
                6.5,
                List.of(new ChangePoint(ChangePoint.Kind.SURGE, NOW - 4_000, 0.5, 4.2)),
                List.of(
                        new LatencyQuantiles(LatencyQuantiles.Kind.TTFT, 38, 0.31, 0.52, 0.61, 0.9),
                        new LatencyQuantiles(LatencyQuantiles.Kind.E2E, 38, 6.2, 8.1, 8.6, 9.4)),
                List.of(new ServedShare("interactive", "acme", 40, new Attainment(37, 40), 2, 3.7)),
                List.of(new DemandHorizon(
                        NOW,
                        900_000,
                        600_000,
                        1_200,
                        2,
                        4.4,
                        1_180,
                        List.of(new LengthCell(7, 9, 1_178)),
                        800_000,
                        200_000,
                        150_000,
                        6.1,
                        12.2,
                        new Attainment(1_100, 1_180),
                        2,
                        List.of(new LatencyQuantiles(LatencyQuantiles.Kind.TPOT, 1_178, 0.03, 0.04, 0.05, 0.06)),
                        List.of(new ServedShare(
                                "interactive", "acme", 1_180, new Attainment(1_100, 1_180), 2, 1.83)))));
    }

    static LatencyProfile profile() {
        StepTime stepTime = new StepTime(33, 0.2, 0.26, 0, 0.078, 0.00057);
        EngineLimits limits = new EngineLimits(128, 2048, 32_000, 16, 16_384, 8, 32, 64);
        EngineSpec engine = new EngineSpec(
                "a10",
                "NVIDIA A10",
                "llama-3.1-8b",
                0.15,
                stepTime,
                limits,
                List.of(new LoadTime(8, 6.6, 104, 41), new LoadTime(16, 6.4, 263, 68)),
                4,
                60,
                List.of("step time: estimates"));
        return new LatencyProfile(
                VERSION,
                NOW,
                "default/sim",
                "llama-3.1-8b",
                "NVIDIA A10",
                0.15,
                new Grid(List.of(64, 128), List.of(256, 512, 1024)),
                matrix(4, 3, 2, 2, 1.5, 0),
                matrix(4, 4.25, 4.5, 8, 8.5, 9),
                matrix(0.25, 0.5, 0.75, 0.25, 0.5, 0.75),
                matrix(0.0625, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625),
                INTERACTIVE,
                engine,
                0.05,
                1_200,
                List.of(List.of(true, true, false), List.of(true, false, false)),
                NOW / 1000.0,
                NOW - 600_000,
                0.12,
                List.of(new LatencyProfile.Estimate("baseMillis", 33, 0.5)));
    }

    private static Matrix matrix(double... cells) {
        return new Matrix(List.of(List.of(cells[0], cells[1], cells[2]), List.of(cells[3], cells[4], cells[5])));
    }

    static PlacementPlan plan() {
        return new PlacementPlan(
                VERSION,
                NOW,
                new PlacementPlan.Inputs(
                        new Version(NOW, 1), new Version(NOW, 2), 3, NOW - 10_000, Map.of("default/sim", VERSION)),
                Map.of("sql", List.of(new Assignment(POD_1, Tier.HOT, 1), new Assignment(POD_2, Tier.WARM, 0))),
                Map.of("default/sim", 3),
                List.of(new PlacementPlan.Unserved("chat", 0.25, "no pod has room within its SLO")),
                List.of(
                        new PlanChange(PlanChange.Kind.LOAD, "sql", POD_2, "", 0, 0, "a standby for 4.2 requests/s"),
                        new PlanChange(
                                PlanChange.Kind.SCALE, "", null, "default/sim", 2, 3, "the fleet is 0.15 pods short")),
                List.of(new PlacementPlan.ConstraintScore(
                        "unserved", "demandIsServed", -25, "chat: 25 % of its traffic has no pod")),
                new PlacementPlan.Outlook(0.92, 0.3, 1.15),
                new PlacementPlan.Outlook(0.99, 0.45, 0.8),
                0.4,
                0.125,
                new PlacementPlan.SolverRun("demand changed", 1, 5_000, 0.75),
                List.of(new PlacementPlan.Spare("pod-2", "default/sim", NOW - 600_000, true)),
                List.of(new PlacementPlan.Dropped("chat", POD_1, NOW - 30_000)),
                List.of("default/sim would serve as much with 4 slots"));
    }

    static RouterReport routerReport() {
        return new RouterReport(
                VERSION, NOW, "router-1", new Version(NOW, 6), List.of(new RouterReport.InFlight("sql", POD_1, 3)));
    }

    static RouterUsage routerUsage() {
        return new RouterUsage(
                VERSION, NOW, "router-1", NOW / 60_000, Map.of("acme", new RouterUsage.TenantUsage(12, 34_567)));
    }

    static Control control() {
        return new Control(
                VERSION,
                NOW,
                true,
                "alice: incident 12",
                10,
                4,
                List.of(new Control.Pin("sql", "pod-1")),
                VERSION.toString(),
                new Version(VERSION.epoch(), 5).toString(),
                NOW + 900_000,
                List.of(new Control.AuditEntry(NOW, "alice", "freeze", "", "incident 12")));
    }

    static RequestArrived arrived() {
        return new RequestArrived(RequestRecord.FORM, "router-1", NOW, "r-1", "sql", "acme", 2_048, 512, true);
    }

    static RequestFinished finished() {
        return new RequestFinished(
                RequestRecord.FORM,
                "router-1",
                NOW + 4_000,
                "r-1",
                "sql",
                "acme",
                NOW,
                "pod-1",
                "1767225000.250",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0.002,
                0.25,
                4,
                512,
                128,
                61,
                TokenSource.USAGE,
                "interactive",
                SloJudge.Verdict.MET,
                "slo-least-load",
                "least load");
    }

    static RouterHeartbeat heartbeat() {
        return new RouterHeartbeat(RequestRecord.FORM, "router-1", NOW, NOW - 60_000, 100, 97, 2);
    }

    static EngineSample engineSample() {
        return new EngineSample(
                EngineSample.FORM,
                "pod-1",
                "1767225000.250",
                "default/sim",
                NOW,
                true,
                0.004,
                5,
                1,
                0.375,
                51_200,
                6_144,
                3,
                51_200,
                12_800,
                100,
                8,
                List.of("chat", "sql"));
    }

    static AdapterEvent adapterEvent() {
        return new AdapterEvent(
                AdapterEvent.FORM,
                "sql",
                "sql@3b1f9c2d",
                "pod-2",
                "1767225001.500",
                "default/sim",
                AdapterEvent.Kind.LOAD_FAILED,
                16,
                83_886_080,
                0.5,
                "the pod answered 500",
                NOW);
    }

    static DeadLetter deadLetter() {
        return new DeadLetter(Topics.REQUESTS, 3, 12_345, "not JSON: line 1, column 1", "oops", NOW);
    }
}
