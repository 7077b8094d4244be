package dev.berth.evaluation.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.MatrixPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final String HOSTILE = "</script><script>alert(1)</script>\"'&<!--/*SCRIPT*/$1\u2028";

    @TempDir
    private Path cache;

    private String page(String name) throws InterruptedException {
        Compared compared = new Compared(cache, Compared.crossing().naming(name));
        Comparison comparison = compared.of(Compared.plan(name, new MatrixPlan.Goal.Figures()));
        return ReportPage.html(comparison, compared.runs());
    }

    /** Its elements {@code script}: the data, the library, the page's own. */
    private static List<String> scripts(String page) {
        return Pattern.compile("<script[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(script -> script.group(1))
                .toList();
    }

    @Test
    void oneFileThatAsksForNothing() throws InterruptedException {
        String page = page("S1");

        String withoutLibrary = page.replace(scripts(page).get(1), "");
        assertThat(withoutLibrary)
                .doesNotContainPattern("https?://")
                .doesNotContainPattern("(?i)\\b(src|href|action|data-src|srcset)\\s*=")
                .doesNotContain("@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket", "importScripts");
        assertThat(page)
                .contains("Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline';");
        assertThat(page.length()).isLessThan(1_300_000);
    }

    @Test
    void holdsTheLibraryWithItsLicence() throws InterruptedException {
        assertThat(scripts(page("S1")).get(1)).contains("Licensed to the Apache Software Foundation", "echarts");
    }

    @Test
    void hostileNamesStayNames() throws InterruptedException {
        String page = page(HOSTILE);

        List<String> scripts = scripts(page);
        assertThat(scripts).hasSize(3);
        assertThat(scripts.get(2)).isEqualTo(scripts(page("S1")).get(2));
        assertThat(scripts.get(0)).doesNotContain("<", ">", "&", "\u2028");
        JsonNode data = Json.tree(scripts.get(0));
        assertThat(data.at("/comparison/blocks/0/workload/scenario").asText()).isEqualTo(HOSTILE);
        assertThat(data.at("/runs/0/placements/0/models/0").asText()).isEqualTo(HOSTILE);
        Matcher text = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL).matcher(page);
        assertThat(text.find()).isTrue();
        assertThat(text.group(1)).contains("&lt;/script&gt;").doesNotContain("<");
    }

    @Test
    void carriesWhatIsDrawn() throws InterruptedException {
        JsonNode data = Json.tree(scripts(page("S1")).get(0));

        assertThat(data.at("/runs")).hasSize(4);
        assertThat(data.at("/runs/0/attainment")).extracting(JsonNode::asDouble).containsExactly(0.98, -1.0);
        assertThat(data.at("/runs/0/recoveries/1/what").asText()).isEqualTo("zone a lost");
        assertThat(data.at("/units/attainment").asText()).isEqualTo("SHARE");
        assertThat(data.at("/comparison/limits")).isNotEmpty();
    }

    @Test
    void isTheSameEachTime() throws InterruptedException {
        assertThat(page("S1")).isEqualTo(page("S1"));
    }
}
