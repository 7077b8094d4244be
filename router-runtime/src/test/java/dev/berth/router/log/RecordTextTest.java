package dev.berth.router.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whoever reads the quick text reads what the one JSON form says. */
class RecordTextTest {
    private static final double MICROSECOND = 1e-6;

    private final RecordText text = new RecordText();

    private RequestRecord read(RequestRecord record) {
        return Json.read(new String(text.of(record), StandardCharsets.UTF_8), RequestRecord.class);
    }

    private static RequestFinished finished(String name, double seconds, long count, Outcome outcome, Verdict verdict) {
        return new RequestFinished(
                RequestRecord.FORM,
                "r1",
                1_700_000_000_000L + count,
                name,
                name,
                "",
                1_700_000_000_000L,
                "pod-1",
                "1",
                1,
                outcome,
                200,
                count % 2 == 0,
                0,
                seconds / 2,
                seconds,
                count,
                0,
                count,
                TokenSource.USAGE,
                "standard",
                verdict,
                "slo-affinity",
                "surest");
    }

    @Property
    void whatArrivedIsReadBack(@ForAll("names") String name, @ForAll("counts") long count) {
        var arrived =
                new RequestArrived(RequestRecord.FORM, "r1", count, name, name, name, count, count / 4, count % 2 == 0);
        assertThat(read(arrived)).isEqualTo(arrived);
        assertThat(new String(text.of(arrived), StandardCharsets.UTF_8)).isEqualTo(Json.write(arrived));
    }

    @Property
    void whatFinishedIsReadBackToAMicrosecond(
            @ForAll("names") String name,
            @ForAll("seconds") double seconds,
            @ForAll("counts") long count,
            @ForAll Outcome outcome,
            @ForAll Verdict verdict) {
        RequestFinished record = finished(name, seconds, count, outcome, verdict);
        RequestFinished back = (RequestFinished) read(record);
        assertThat(back.ttftSeconds()).isCloseTo(record.ttftSeconds(), within(MICROSECOND));
        assertThat(back.e2eSeconds()).isCloseTo(record.e2eSeconds(), within(MICROSECOND));
        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("ttftSeconds", "e2eSeconds")
                .isEqualTo(record);
    }

    @Test
    void aHeartbeatIsWrittenByTheOneForm() {
        var beat = new RouterHeartbeat(RequestRecord.FORM, "r1", 5, 1, 2, 3, 4);
        assertThat(new String(text.of(beat), StandardCharsets.UTF_8)).isEqualTo(Json.write(beat));
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> plain = Arbitraries.strings()
                .withCharRange('0', 'z')
                .withChars(' ', '~', '/')
                .ofMaxLength(40);
        Arbitrary<String> odd = Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', '\u007f', '\u00e4', '\u4e2d')
                .ofMaxLength(12);
        return Arbitraries.oneOf(plain, odd, Arbitraries.just("x".repeat(3_000)));
    }

    @Provide
    Arbitrary<Long> counts() {
        return Arbitraries.longs().between(0, 1L << 40);
    }

    @Provide
    Arbitrary<Double> seconds() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(0, 0.01),
                Arbitraries.doubles().between(0, 5_000),
                Arbitraries.of(0.0, 1.0, 0.5, 9.999_999_9, 1e-7));
    }
}
