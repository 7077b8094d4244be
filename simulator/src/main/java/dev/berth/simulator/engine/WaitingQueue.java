package dev.berth.simulator.engine;

/** First come, first served; a list threaded through the sequences, so that an abort removes one in constant time. */
final class WaitingQueue {
    private Sequence head;
    private Sequence tail;
    private int size;

    int size() {
        return size;
    }

    /** The first, or null; the next ones follow by {@link Sequence#after}. */
    Sequence head() {
        return head;
    }

    void addLast(Sequence sequence) {
        sequence.before = tail;
        sequence.after = null;
        if (tail == null) {
            head = sequence;
        } else {
            tail.after = sequence;
        }
        tail = sequence;
        size++;
    }

    void addFirst(Sequence sequence) {
        sequence.before = null;
        sequence.after = head;
        if (head == null) {
            tail = sequence;
        } else {
            head.before = sequence;
        }
        head = sequence;
        size++;
    }

    void remove(Sequence sequence) {
        if (sequence.before == null) {
            head = sequence.after;
        } else {
            sequence.before.after = sequence.after;
        }
        if (sequence.after == null) {
            tail = sequence.before;
        } else {
            sequence.after.before = sequence.before;
        }
        sequence.before = null;
        sequence.after = null;
        size--;
    }
}
