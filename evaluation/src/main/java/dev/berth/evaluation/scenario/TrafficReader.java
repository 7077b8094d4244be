package dev.berth.evaluation.scenario;

import dev.berth.evaluation.scenario.ScenarioText.AdaptersText;
import dev.berth.evaluation.scenario.ScenarioText.LengthsText;
import dev.berth.evaluation.scenario.ScenarioText.SynthesisText;
import dev.berth.evaluation.scenario.ScenarioText.TrafficText;
import dev.berth.simulator.trace.AdapterMix;
import dev.berth.simulator.trace.JointLengths;
import dev.berth.simulator.trace.LengthMix;
import dev.berth.simulator.trace.LengthSource;
import dev.berth.simulator.trace.LoopedTrace;
import dev.berth.simulator.trace.MinuteFactors;
import dev.berth.simulator.trace.RateCurve;
import dev.berth.simulator.trace.SynthesisedTrace;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes a scenario's traffic of its text, and says what a reader of its results must know. */
final class TrafficReader {
    private final ScenarioText text;
    private final String source;
    private final TraceFinder traces;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> adapters = new LinkedHashSet<>();

    TrafficReader(String source, ScenarioText text, TraceFinder traces) {
        this.source = source;
        this.text = text;
        this.traces = traces;
    }

    /**
     * @param adapters that may be asked for
     * @param notes one sentence each
     */
    record Result(Traffic traffic, Collection<String> adapters, List<String> notes) {}

    Result read() {
        List<TrafficStream> streams = new ArrayList<>();
        for (TrafficText kind : text.traffic()) {
            streams.add(kind.synthesised() == null ? traced(kind) : synthesised(kind));
        }
        return new Result(new MergedTraffic(streams), adapters, List.copyOf(notes));
    }

    private TrafficStream traced(TrafficText kind) {
        TraceFinder.Found found = find(kind.trace());
        TraceFacts facts = TraceFacts.of(found.file(), kind.maxPromptTokens());
        if (facts.durationSeconds() < text.seconds()) {
            note(
                    "trace %s lasts %.0f s and is repeated to last %.0f s",
                    found.file().getFileName(), facts.durationSeconds(), text.seconds());
        }
        if (facts.dropped() > 0) {
            note(
                    "%,d of %,d requests of %s (%.0f %% of the prompt tokens) are left out: prompts of more than %,d tokens",
                    facts.dropped(),
                    facts.dropped() + facts.requests(),
                    found.file().getFileName(),
                    100 * facts.droppedTokensShare(),
                    kind.maxPromptTokens());
        }
        return new TrafficStream(
                new LoopedTrace(
                        TraceFiles.source(found.file()), facts.durationSeconds(), facts.requests() + facts.dropped()),
                facts.digest(),
                kind.scale(),
                kind.gridSeconds(),
                kind.maxPromptTokens(),
                mix(kind, facts.models()),
                text.baseModel());
    }

    private TrafficStream synthesised(TrafficText kind) {
        SynthesisText synthesis = kind.synthesised();
        StringBuilder identity = new StringBuilder(synthesis.toString());
        MinuteFactors minutes = MinuteFactors.NONE;
        if (!synthesis.minutesOf().isEmpty()) {
            TraceFinder.Found found = find(synthesis.minutesOf());
            minutes = MinuteFactors.of(TraceFiles.source(found.file()));
            identity.append('|').append(TraceFacts.of(found.file(), 0).digest());
        }
        List<LengthMix.Part> parts = new ArrayList<>();
        for (LengthsText lengths : synthesis.lengths()) {
            parts.add(new LengthMix.Part(lengths(lengths, identity), lengths.share()));
        }
        RateCurve rate =
                new RateCurve(synthesis.requestsPerSecond(), synthesis.amplitude(), synthesis.periodSeconds(), minutes);
        return new TrafficStream(
                new SynthesisedTrace(rate, new LengthMix(parts)),
                identity.toString(),
                kind.scale(),
                kind.gridSeconds(),
                kind.maxPromptTokens(),
                mix(kind, List.of()),
                text.baseModel());
    }

    private LengthSource lengths(LengthsText lengths, StringBuilder identity) {
        if (!lengths.like().isEmpty()) {
            return TraceShape.named(lengths.like());
        }
        TraceFinder.Found found = find(lengths.trace());
        identity.append('|').append(TraceFacts.of(found.file(), 0).digest());
        return JointLengths.of(TraceFiles.source(found.file()));
    }

    private TraceFinder.Found find(String name) {
        TraceFinder.Found found = traces.find(name);
        if (found.sample()) {
            note(
                    "trace %s was not found: the synthetic sample %s stands in for it, so these are not the trace's figures",
                    name, found.file().getFileName());
        }
        return found;
    }

    /** Empty: the models that the trace tells. */
    private Optional<AdapterMix> mix(TrafficText kind, List<String> recorded) {
        if (kind.adapters() == null) {
            recorded.stream().filter(model -> !model.equals(text.baseModel())).forEach(adapters::add);
            return Optional.empty();
        }
        List<String> names = names(kind.adapters());
        adapters.addAll(names);
        return Optional.of(new AdapterMix(
                names,
                kind.adapters().zipf(),
                text.baseModel(),
                kind.baseModelShare(),
                Optional.ofNullable(kind.drift()),
                Optional.ofNullable(kind.flash()),
                Optional.ofNullable(kind.phases()),
                kind.sticky()));
    }

    private static List<String> names(AdaptersText text) {
        if (text.count() == 1) {
            return List.of(text.prefix());
        }
        int digits = String.valueOf(text.count()).length();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= text.count(); i++) {
            names.add(text.prefix() + "-" + String.format(Locale.ROOT, "%0" + digits + "d", i));
        }
        return names;
    }

    private void note(String form, Object... values) {
        notes.add(source + ": " + String.format(Locale.ROOT, form, values));
    }
}
