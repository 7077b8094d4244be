package dev.berth.router.pick;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import java.util.function.Consumer;

/** Pods as a test needs them: each word gives a changed copy. */
final class Candidates implements LiveLoad {
    private String pod;
    private String deployment = "default/sim";
    private int maxLoras = 8;
    private Tier tier = Tier.HOT;
    private double weight = 0.5;
    private int podInFlight;
    private int podWaiting;
    private int modelInFlight;
    private int modelRunning;
    private int activeAdapters;
    private double podLoad;
    private long waitingPromptTokens;
    private long podPromptTokens;
    private long podOutputTokens;
    private long podContextTokens;
    private double podTokenRateOwed;
    private int activationsSince;
    private double recentShare;
    private int cachedBlocks;

    private Candidates() {}

    static Candidates pod(String name) {
        Candidates pod = new Candidates();
        pod.pod = name;
        return pod;
    }

    private Candidates changed(Consumer<Candidates> change) {
        Candidates copy = new Candidates();
        copy.pod = pod;
        copy.deployment = deployment;
        copy.maxLoras = maxLoras;
        copy.tier = tier;
        copy.weight = weight;
        copy.podInFlight = podInFlight;
        copy.podWaiting = podWaiting;
        copy.modelInFlight = modelInFlight;
        copy.modelRunning = modelRunning;
        copy.activeAdapters = activeAdapters;
        copy.podLoad = podLoad;
        copy.waitingPromptTokens = waitingPromptTokens;
        copy.podPromptTokens = podPromptTokens;
        copy.podOutputTokens = podOutputTokens;
        copy.podContextTokens = podContextTokens;
        copy.podTokenRateOwed = podTokenRateOwed;
        copy.activationsSince = activationsSince;
        copy.recentShare = recentShare;
        copy.cachedBlocks = cachedBlocks;
        change.accept(copy);
        return copy;
    }

    Candidates with(int requests) {
        return changed(p -> p.podInFlight = requests);
    }

    Candidates weighing(double newWeight) {
        return changed(p -> p.weight = newWeight);
    }

    /** The model has so many requests there, of which some are being answered. */
    Candidates ofModel(int requests, int running) {
        return changed(p -> {
            p.modelInFlight = requests;
            p.modelRunning = running;
        });
    }

    Candidates slots(int active, int of) {
        return changed(p -> {
            p.activeAdapters = active;
            p.maxLoras = of;
        });
    }

    Candidates loaded(double load) {
        return changed(p -> p.podLoad = load);
    }

    Candidates of(String newDeployment) {
        return changed(p -> p.deployment = newDeployment);
    }

    Candidates warm() {
        return changed(p -> {
            p.tier = Tier.WARM;
            p.weight = 0;
        });
    }

    /** So many requests are being answered, each of the given lengths and owed so many tokens per second. */
    Candidates answering(int requests, long prompt, long output, double rateOwed) {
        return changed(p -> {
            p.podInFlight += requests;
            p.podPromptTokens += requests * prompt;
            p.podOutputTokens += requests * output;
            p.podContextTokens += requests * (prompt + output);
            p.podTokenRateOwed += requests * rateOwed;
        });
    }

    /** So many more wait for their first token. */
    Candidates queued(int requests, long prompt, long output, double rateOwed) {
        return answering(requests, prompt, output, rateOwed).changed(p -> {
            p.podWaiting += requests;
            p.waitingPromptTokens += requests * prompt;
        });
    }

    Candidates unusedFor(int activations) {
        return changed(p -> p.activationsSince = activations);
    }

    Candidates lately(double share) {
        return changed(p -> p.recentShare = share);
    }

    Candidates caching(int blocks) {
        return changed(p -> p.cachedBlocks = blocks);
    }

    Candidate candidate() {
        PodIncarnation id = new PodIncarnation(pod, "1");
        return Candidate.of(
                new TablePod(id, deployment, "http://127.0.0.1:1", "", maxLoras),
                new Route(id, "m", tier, weight),
                this);
    }

    @Override
    public int podInFlight() {
        return podInFlight;
    }

    @Override
    public int podWaiting() {
        return podWaiting;
    }

    @Override
    public int modelInFlight() {
        return modelInFlight;
    }

    @Override
    public int modelRunning() {
        return modelRunning;
    }

    @Override
    public int activeAdapters() {
        return activeAdapters;
    }

    @Override
    public double podLoad() {
        return podLoad;
    }

    @Override
    public long waitingPromptTokens() {
        return waitingPromptTokens;
    }

    @Override
    public long podPromptTokens() {
        return podPromptTokens;
    }

    @Override
    public long podOutputTokens() {
        return podOutputTokens;
    }

    @Override
    public long podContextTokens() {
        return podContextTokens;
    }

    @Override
    public double podTokenRateOwed() {
        return podTokenRateOwed;
    }

    @Override
    public int activationsSince() {
        return activationsSince;
    }

    @Override
    public double recentShare(long sequence) {
        return recentShare;
    }

    @Override
    public int cachedBlocks(PrefixBlocks prefix) {
        return Math.min(cachedBlocks, prefix.count());
    }
}
