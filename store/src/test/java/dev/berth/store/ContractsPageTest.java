package dev.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Holds the table of Redis keys in {@code docs/contracts.md} to {@link Keys}. */
class ContractsPageTest {
    @Test
    void each_key_is_told_with_its_content() throws IllegalAccessException, IOException {
        String page = page();
        for (Object key : keys()) {
            if (key instanceof DocumentKey<?> document) {
                assertThat(page).contains("| `" + document.name() + "` | string | [" + link(document.type()) + " |");
                if (!document.historyKey().isEmpty()) {
                    assertThat(page).contains("| `" + document.historyKey() + "` | stream, field `document` |");
                }
            } else if (key instanceof HashKey<?> hash) {
                assertThat(page)
                        .containsPattern("\\| `" + hash.name() + "` \\| hash: \\w+ → \\| \\["
                                + hash.type().getSimpleName() + "]");
                assertThat(page).contains("`" + hash.name() + ":versions`");
            }
        }
    }

    private static String link(Class<?> type) {
        String name = type.getSimpleName();
        return name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }

    private static List<Object> keys() throws IllegalAccessException {
        List<Object> keys = new ArrayList<>();
        for (Field field : Arrays.stream(Keys.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .toList()) {
            keys.add(field.get(null));
        }
        assertThat(keys).hasSize(12);
        return keys;
    }

    private static String page() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/contracts.md"))) {
            at = at.getParent();
            assertThat(at).as("docs/contracts.md above the module").isNotNull();
        }
        return Files.readString(at.resolve("docs/contracts.md"), StandardCharsets.UTF_8);
    }
}
