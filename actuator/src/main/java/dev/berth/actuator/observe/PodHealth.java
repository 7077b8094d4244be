package dev.berth.actuator.observe;

import dev.berth.actuator.declare.DeclaredPod;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pod as observed so far.
 *
 * <pre>
 *   UNREACHABLE --answers--> STABILISING --answers for as long as configured--> READY
 *        ^                        |                                               |
 *        +---- refused, reset, dead, or two probes in vain -----------------------+
 *
 *   READY --no longer declared--> TERMINATING --declared again--> READY
 *   any   --another incarnation answers--> STABILISING, without adapters
 * </pre>
 *
 * @param observed whether it has answered or certainly failed once: before that nothing is known of it
 * @param sinceMillis when it came into its readiness
 * @param answeringSinceMillis when it began to answer without a break
 * @param failures probes in vain, in a row
 * @param trouble why it does not answer; empty if it does
 * @param adapters registered engine names and their roots, as last listed
 * @param bases served names of the base model, as last listed
 * @param listedAtMillis when that list was asked for
 */
public record PodHealth(
        DeclaredPod declared,
        String deployment,
        String incarnation,
        Readiness readiness,
        boolean observed,
        long sinceMillis,
        long answeringSinceMillis,
        int failures,
        String trouble,
        Map<String, String> adapters,
        Set<String> bases,
        long listedAtMillis) {

    /** A pod of which nothing is known yet. */
    static PodHealth unknown(DeclaredPod declared, String deployment, long now) {
        return new PodHealth(
                declared,
                deployment,
                "",
                Readiness.UNREACHABLE,
                false,
                now,
                0,
                0,
                "not asked yet",
                Map.of(),
                Set.of(),
                0);
    }

    public String pod() {
        return declared.name();
    }

    public PodIncarnation id() {
        return new PodIncarnation(declared.name(), incarnation);
    }

    /** May be given adapters and traffic. */
    public boolean ready() {
        return readiness == Readiness.READY;
    }

    /** Takes the traffic of what it holds: ready, or being taken away but still answering. */
    public boolean serving() {
        return readiness == Readiness.READY || readiness == Readiness.TERMINATING;
    }

    public boolean answers() {
        return readiness != Readiness.UNREACHABLE;
    }

    /**
     * @param trusted whether this life was seen ready before the actuator's own restart, so that it need not prove itself
     */
    PodHealth after(PodProbe.Answered probe, String life, boolean trusted, long stabiliseMillis) {
        boolean sameLife = life.equals(incarnation);
        boolean unbroken = sameLife && answers();
        long answeringSince = unbroken ? answeringSinceMillis : probe.askedAtMillis();
        Readiness next;
        if (unbroken && readiness != Readiness.STABILISING) {
            next = readiness;
        } else {
            boolean proven = trusted || probe.askedAtMillis() - answeringSince >= stabiliseMillis;
            next = proven ? Readiness.READY : Readiness.STABILISING;
        }
        long since = sameLife && next == readiness ? sinceMillis : probe.askedAtMillis();
        return new PodHealth(
                declared,
                deployment,
                life,
                next,
                true,
                since,
                answeringSince,
                0,
                "",
                probe.adapters(),
                probe.bases(),
                probe.askedAtMillis());
    }

    PodHealth after(PodProbe.Silent probe, int failuresUntilUnreachable) {
        int inVain = failures + 1;
        boolean gone = probe.certain() || inVain >= failuresUntilUnreachable;
        boolean turns = gone && answers();
        return new PodHealth(
                declared,
                deployment,
                incarnation,
                gone ? Readiness.UNREACHABLE : readiness,
                observed || gone,
                turns ? probe.askedAtMillis() : sinceMillis,
                gone ? 0 : answeringSinceMillis,
                inVain,
                probe.reason(),
                adapters,
                bases,
                listedAtMillis);
    }

    PodHealth declaredAs(DeclaredPod pod, String itsDeployment, long now) {
        if (!pod.url().equals(declared.url()) || !itsDeployment.equals(deployment)) {
            return unknown(pod, itsDeployment, now);
        }
        PodHealth same = readiness == Readiness.TERMINATING ? inReadiness(Readiness.READY, now) : this;
        return pod.equals(declared) ? same : same.withDeclared(pod);
    }

    PodHealth terminating(long now) {
        return readiness == Readiness.TERMINATING ? this : inReadiness(Readiness.TERMINATING, now);
    }

    /** As readers of the fleet document see it. */
    public PodState state() {
        return new PodState(
                id(),
                deployment,
                declared.url(),
                declared.zone(),
                readiness,
                sinceMillis,
                answers() ? List.copyOf(adapters.keySet()) : List.of());
    }

    private PodHealth inReadiness(Readiness next, long now) {
        return new PodHealth(
                declared,
                deployment,
                incarnation,
                next,
                observed,
                now,
                answeringSinceMillis,
                failures,
                trouble,
                adapters,
                bases,
                listedAtMillis);
    }

    private PodHealth withDeclared(DeclaredPod pod) {
        return new PodHealth(
                pod,
                deployment,
                incarnation,
                readiness,
                observed,
                sinceMillis,
                answeringSinceMillis,
                failures,
                trouble,
                adapters,
                bases,
                listedAtMillis);
    }
}
