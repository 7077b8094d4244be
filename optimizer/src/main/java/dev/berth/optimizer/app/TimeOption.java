package dev.berth.optimizer.app;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as people write it.
 *
 * @param seconds above 0
 */
record TimeOption(double seconds) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)");

    long millis() {
        return Math.round(seconds * 1000);
    }

    /** Reads {@code 500ms}, {@code 30s}, {@code 2m} or {@code 1h}. */
    static final class Converter implements ITypeConverter<TimeOption> {
        @Override
        public TimeOption convert(String text) {
            Matcher m = FORM.matcher(text);
            if (!m.matches() || Double.parseDouble(m.group(1)) <= 0) {
                throw new TypeConversionException("a time above 0 such as 500ms, 30s or 2m, not '" + text + "'");
            }
            double unit =
                    switch (m.group(2)) {
                        case "ms" -> 0.001;
                        case "m" -> 60;
                        case "h" -> 3600;
                        default -> 1;
                    };
            return new TimeOption(Double.parseDouble(m.group(1)) * unit);
        }
    }
}
