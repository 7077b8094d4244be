package dev.berth.evaluation.compare.report;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.compare.ArmRow;
import dev.berth.evaluation.compare.CachedRuns;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.Measure;
import dev.berth.evaluation.compare.RunSpec;
import dev.berth.evaluation.compare.SeedRow;
import dev.berth.evaluation.outcome.TimePoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page with charts that needs nothing else: library, data and style are within it, and its content security policy
 * forbids it to ask for more. Names come from scenarios that anybody may write, so no text of the data can end the element
 * that holds it.
 */
public final class ReportPage {
    private static final String WEBJAR = "org.webjars.npm/echarts";
    private static final String LIBRARY = "META-INF/resources/webjars/echarts/%s/dist/echarts.min.js";

    private static final Pattern PLACE = Pattern.compile("/\\*([A-Z]+)\\*/");

    private ReportPage() {}

    /** All that the page's script reads. */
    record Data(
            Comparison comparison,
            List<Measure> higherIsBetter,
            Map<Measure, Measure.Unit> units,
            String differenceUnit,
            int stepSeconds,
            List<DrawnRun> runs) {}

    /**
     * @param runs where the results of the comparison still are: those of its first seed are drawn
     */
    public static String html(Comparison comparison, CachedRuns runs) {
        Map<String, String> parts = Map.of(
                "STYLE", resource("report.css"),
                "TEXT", escaped(ComparisonTable.text(comparison)),
                "DATA", inScript(Json.write(data(comparison, runs))),
                "SCRIPT", resource("report.js"),
                "LIBRARY", library().replace("</script", "<\\/script"));
        // In one pass over the template: what is put in may itself look like a place.
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private static Data data(Comparison comparison, CachedRuns runs) {
        Map<Measure, Measure.Unit> units = new EnumMap<>(Measure.class);
        Stream.of(Measure.values()).forEach(measure -> units.put(measure, measure.unit()));
        return new Data(
                comparison,
                Stream.of(Measure.values()).filter(Measure::higherIsBetter).toList(),
                units,
                Figures.unit(comparison.headline()),
                TimePoint.SECONDS,
                drawn(comparison, runs));
    }

    private static List<DrawnRun> drawn(Comparison comparison, CachedRuns runs) {
        List<DrawnRun> drawn = new ArrayList<>();
        for (int b = 0; b < comparison.blocks().size(); b++) {
            List<ArmRow> rows = comparison.blocks().get(b).rows();
            for (int r = 0; r < rows.size(); r++) {
                SeedRow first = rows.get(r).seeds().get(0);
                if (first.failure().isEmpty()) {
                    RunSpec spec = new RunSpec(first.workload(), rows.get(r).arm(), first.seed());
                    drawn.add(DrawnRun.of(b, r, runs.result(spec)));
                }
            }
        }
        return drawn;
    }

    /** The same JSON without any character that HTML looks for, or that ends a line of a script. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String library() {
        Properties properties = new Properties();
        try (InputStream in = open(ReportPage.class.getClassLoader(), "META-INF/maven/" + WEBJAR + "/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the chart library can't be read: " + e.getMessage(), e);
        }
        return text(open(ReportPage.class.getClassLoader(), LIBRARY.formatted(properties.getProperty("version"))));
    }

    private static String resource(String name) {
        return text(ReportPage.class.getResourceAsStream(name));
    }

    private static InputStream open(ClassLoader loader, String name) {
        InputStream in = loader.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("the chart library is not on the class path: " + name);
        }
        return in;
    }

    private static String text(InputStream stream) {
        try (InputStream in = stream) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a part of the report page can't be read: " + e.getMessage(), e);
        }
    }
}
