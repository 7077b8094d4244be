package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which adapters a traffic asks for, and how that changes.
 *
 * @param adapters that may be asked for; who is popular is drawn by the seed
 * @param exponent popularity by a power law of the rank, {@code share(i) ~ i^-exponent}; 0 makes all equal
 * @param baseModel asked for by some
 * @param baseModelShare of the traffic that asks for it, 0 to 1 (what a flash crowd takes apart)
 * @param drift of the hot set
 * @param flash crowd for one adapter
 * @param phases of groups of adapters
 * @param sticky whether a conversation stays with one model, drawn by its second prefix block; popularity then stands still
 */
public record AdapterMix(
        List<String> adapters,
        double exponent,
        String baseModel,
        double baseModelShare,
        Optional<Drift> drift,
        Optional<FlashCrowd> flash,
        Optional<PhaseGroups> phases,
        boolean sticky) {

    public AdapterMix {
        adapters = List.copyOf(adapters);
        if (!(exponent >= 0) || !(baseModelShare >= 0 && baseModelShare <= 1)) {
            throw new IllegalArgumentException(
                    "an adapter mix has an exponent >= 0 and a share of the base model 0 to 1, not " + exponent
                            + " and " + baseModelShare);
        }
        if (adapters.isEmpty() && baseModelShare < 1) {
            throw new IllegalArgumentException(
                    "traffic without adapters asks for the base model only: its share must be 1");
        }
        if (sticky && (drift.isPresent() || flash.isPresent() || phases.isPresent())) {
            throw new IllegalArgumentException(
                    "sticky conversations keep their adapter, so drift, flash and phases can't go with them");
        }
        if (flash.isPresent() && flash.get().rank() > adapters.size()) {
            throw new IllegalArgumentException(
                    "the flash crowd's rank " + flash.get().rank() + " is beyond the " + adapters.size() + " adapters");
        }
    }

    /** When popularity changes at once, before a time: each drift, and the beginning and the end of a crowd. */
    public List<Integer> shiftsAtSeconds(double beforeSeconds) {
        List<Double> shifts = new ArrayList<>();
        drift.ifPresent(d -> {
            for (double at = d.everySeconds(); at < beforeSeconds; at += d.everySeconds()) {
                shifts.add(at);
            }
        });
        flash.ifPresent(f -> shifts.addAll(List.of(f.atSeconds(), f.atSeconds() + f.forSeconds())));
        return shifts.stream()
                .filter(at -> at < beforeSeconds)
                .map(at -> (int) Math.round(at))
                .toList();
    }

    /** Traffic for the base model only. */
    public static AdapterMix ofBase(String baseModel) {
        return new AdapterMix(List.of(), 0, baseModel, 1, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** Popularity that never changes. */
    public static AdapterMix zipf(List<String> adapters, double exponent) {
        return new AdapterMix(adapters, exponent, "", 0, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    public AdapterMix withBase(String model, double share) {
        return new AdapterMix(adapters, exponent, model, share, drift, flash, phases, sticky);
    }

    public AdapterMix withDrift(Drift changed) {
        return new AdapterMix(
                adapters, exponent, baseModel, baseModelShare, Optional.of(changed), flash, phases, sticky);
    }

    public AdapterMix withFlash(FlashCrowd changed) {
        return new AdapterMix(
                adapters, exponent, baseModel, baseModelShare, drift, Optional.of(changed), phases, sticky);
    }

    public AdapterMix withPhases(PhaseGroups changed) {
        return new AdapterMix(
                adapters, exponent, baseModel, baseModelShare, drift, flash, Optional.of(changed), sticky);
    }

    public AdapterMix withSticky() {
        return new AdapterMix(adapters, exponent, baseModel, baseModelShare, drift, flash, phases, true);
    }
}
