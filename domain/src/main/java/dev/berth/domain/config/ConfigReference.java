package dev.berth.domain.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;

/** The reference page of a configuration record, a Markdown table made of its {@link Doc}s and its default value. */
public final class ConfigReference {
    private ConfigReference() {}

    /**
     * @throws IllegalArgumentException if an option has no {@link Doc}: an undocumented option is a defect
     */
    public static String table(Record defaults) {
        StringBuilder page = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        rows("", defaults, page);
        return page.toString();
    }

    private static void rows(String path, Record record, StringBuilder page) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = valueOf(component, record);
            String key = path + component.getName();
            Doc doc = component.getAnnotation(Doc.class);
            if (value instanceof Record nested && doc == null) {
                rows(key + ".", nested, page);
                continue;
            }
            if (doc == null) {
                throw new IllegalArgumentException(
                        record.getClass().getSimpleName() + "." + component.getName() + " has no @Doc");
            }
            page.append("| `%s` | %s | %s |\n".formatted(key, cell(shown(value)), cell(doc.value())));
        }
    }

    /** A bar would end the cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String shown(Object value) {
        boolean empty = value == null
                || value.equals("")
                || (value instanceof Collection<?> c && c.isEmpty())
                || (value instanceof Map<?, ?> m && m.isEmpty());
        return empty ? "(none)" : "`" + value + "`";
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
