package dev.berth.streaming.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumePointsTest {
    private static final String JOB = "DemandJob";

    @TempDir
    private Path root;

    private long clock = 1_700_000_000_000L;

    /** As after a restart: nothing is remembered but what is written. */
    private Optional<Path> next() {
        return new ResumePoints(root).next(JOB);
    }

    private Path begun(String run, int number) throws IOException {
        return Files.createDirectories(root.resolve(JOB).resolve(run).resolve("chk-" + number));
    }

    private Path completed(String run, int number) throws IOException {
        Path checkpoint = begun(run, number);
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "state");
        clock += 5_000;
        assertThat(metadata.toFile().setLastModified(clock)).isTrue();
        return checkpoint;
    }

    @Test
    void thereIsNothingToGoOnFromAtFirst() {
        assertThat(next()).isEmpty();
    }

    @Test
    void theNewestIsTriedTwiceThenTheOneBeforeThenTheJobBeginsAfresh() throws IOException {
        completed("a", 8);
        Path before = completed("a", 9);
        Path newest = completed("a", 10);
        begun("a", 11);
        assertThat(next()).contains(newest);
        assertThat(next()).contains(newest);
        assertThat(next()).contains(before);
        assertThat(next()).contains(before);
        assertThat(next()).as("what is older than that is not tried").isEmpty();
        assertThat(next()).isEmpty();
    }

    @Test
    void aRunThatMadeACheckpointOfItsOwnIsGoneOnFromAtOnce() throws IOException {
        completed("a", 10);
        next();
        next();
        Path own = completed("b", 11);
        assertThat(next()).contains(own);
    }

    @Test
    void theNewestIsByTimeAcrossRunsWhoseNumbersBeginAnew() throws IOException {
        completed("a", 700);
        Path newest = completed("b", 1);
        assertThat(next()).contains(newest);
    }

    @Test
    void runsThatAreOfNoUseAreTakenAway() throws IOException {
        Path oldest = completed("a", 1);
        Path older = completed("b", 1);
        completed("c", 1);
        next();
        assertThat(oldest.getParent()).doesNotExist();
        assertThat(older).exists();
    }

    @Test
    void jobsDoNotMix() throws IOException {
        completed("a", 1);
        assertThat(new ResumePoints(root).next("ProfileJob")).isEmpty();
    }
}
