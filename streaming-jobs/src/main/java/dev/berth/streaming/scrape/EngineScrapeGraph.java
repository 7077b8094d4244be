package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The graph of EngineScrapeJob: engines to samples, unchanged. */
public final class EngineScrapeGraph {
    private EngineScrapeGraph() {}

    public static void build(
            StreamExecutionEnvironment env, Source<EngineSample, ?, ?> engines, Sink<EngineSample> samples) {
        env.fromSource(engines, WatermarkStrategy.noWatermarks(), "engines", TypeInformation.of(EngineSample.class))
                .uid("engines")
                .sinkTo(samples)
                .name("samples")
                .uid("samples");
    }
}
