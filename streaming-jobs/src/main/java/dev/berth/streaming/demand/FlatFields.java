package dev.berth.streaming.demand;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * All fields of a thing on its way to the next task, numbers and texts apart, each in the order of putting. They are written
 * and read in two loops: with a line for each field that does, the compiler took seconds over reading a demand.
 */
final class FlatFields {
    private long[] numbers;
    private String[] texts;
    private int number;
    private int text;

    FlatFields() {
        this(new long[128], new String[16]);
    }

    private FlatFields(long[] numbers, String[] texts) {
        this.numbers = numbers;
        this.texts = texts;
    }

    void put(long value) {
        if (number == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * number);
        }
        numbers[number++] = value;
    }

    void put(double value) {
        put(Double.doubleToRawLongBits(value));
    }

    void put(String value) {
        if (text == texts.length) {
            texts = Arrays.copyOf(texts, 2 * text);
        }
        texts[text++] = value;
    }

    void write(DataOutputView target) throws IOException {
        target.writeInt(number);
        for (int i = 0; i < number; i++) {
            target.writeLong(numbers[i]);
        }
        target.writeInt(text);
        for (int i = 0; i < text; i++) {
            StringValue.writeString(texts[i], target);
        }
    }

    /** Writes on what was read. */
    void copy(DataOutputView target) throws IOException {
        number = numbers.length;
        text = texts.length;
        write(target);
    }

    static FlatFields read(DataInputView source) throws IOException {
        long[] numbers = new long[source.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = source.readLong();
        }
        String[] texts = new String[source.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = StringValue.readString(source);
        }
        return new FlatFields(numbers, texts);
    }

    /** The next number. */
    long whole() {
        return numbers[number++];
    }

    double real() {
        return Double.longBitsToDouble(whole());
    }

    String text() {
        return texts[text++];
    }
}
