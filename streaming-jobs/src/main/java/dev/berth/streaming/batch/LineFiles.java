package dev.berth.streaming.batch;

import com.github.luben.zstd.ZstdInputStream;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.demand.RecordReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Topics that were kept as files, one record a line, plain, or compressed and named {@code .gz}, {@code .bz2} or
 * {@code .xz}, or compressed by Zstandard.
 */
public final class LineFiles {
    private LineFiles() {}

    /** Records of {@code berth.requests}; a line that can't be read becomes a dead letter with its number. */
    public static FileSource<ReadRecord> requests(List<Path> files, long futureMillis) {
        RecordReader reader = new RecordReader(Topics.REQUESTS, futureMillis);
        return source(
                files, ReadRecord.class, (number, line) -> reader.read(-1, number, line, System.currentTimeMillis()));
    }

    /** Records of {@code berth.engine}; lines that can't be read are left out. */
    public static FileSource<EngineSample> engineSamples(List<Path> files) {
        return source(files, EngineSample.class, (number, line) -> sample(line));
    }

    private static EngineSample sample(String line) {
        try {
            EngineSample sample = Json.read(line, EngineSample.class);
            return sample.v() == EngineSample.FORM ? sample : null;
        } catch (UnreadableJsonException e) {
            return null;
        }
    }

    private static <T> FileSource<T> source(List<Path> files, Class<T> type, LineReader<T> reader) {
        org.apache.flink.core.fs.Path[] paths = files.stream()
                .map(file -> org.apache.flink.core.fs.Path.fromLocalFile(
                        file.toAbsolutePath().toFile()))
                .toArray(org.apache.flink.core.fs.Path[]::new);
        return FileSource.forRecordStreamFormat(new Lines<>(type, reader), paths)
                .build();
    }

    /** One line to one record; null to leave it out. */
    private interface LineReader<T> extends Serializable {
        T read(long number, String line);
    }

    private static final class Lines<T> extends SimpleStreamFormat<T> {
        private static final long serialVersionUID = 1;
        private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};

        private final Class<T> type;
        private final LineReader<T> lineReader;

        Lines(Class<T> type, LineReader<T> lineReader) {
            this.type = type;
            this.lineReader = lineReader;
        }

        @Override
        public Reader<T> createReader(Configuration config, FSDataInputStream stream) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(unpacked(stream), StandardCharsets.UTF_8));
            return new Reader<>() {
                private long number;

                @Override
                public T read() throws IOException {
                    String line = lines.readLine();
                    while (line != null) {
                        number++;
                        T record = line.isBlank() ? null : lineReader.read(number, line);
                        if (record != null) {
                            return record;
                        }
                        line = lines.readLine();
                    }
                    return null;
                }

                @Override
                public void close() throws IOException {
                    lines.close();
                }
            };
        }

        /** Zstandard by its first bytes; what else may be compressed comes here unpacked. */
        private static InputStream unpacked(InputStream stream) throws IOException {
            PushbackInputStream start = new PushbackInputStream(stream, ZSTD.length);
            byte[] first = start.readNBytes(ZSTD.length);
            start.unread(first);
            return Arrays.equals(first, ZSTD) ? new ZstdInputStream(start) : start;
        }

        @Override
        public TypeInformation<T> getProducedType() {
            return TypeInformation.of(type);
        }
    }
}
