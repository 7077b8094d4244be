package dev.berth.router.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue of many producers and one consumer without a lock. A full ring refuses; it never waits.
 *
 * <p>A producer claims a position by advancing {@code tail}, then fills its cell; the consumer takes cells in order and
 * sees an unfilled one as "nothing yet".
 */
final class RecordRing<E> {
    private final AtomicReferenceArray<E> cells;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    /** Written by the consumer alone. */
    private final AtomicLong head = new AtomicLong();

    /**
     * @param atLeast capacity, rounded up to a power of two
     */
    RecordRing(int atLeast) {
        int capacity = atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
        this.cells = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    /**
     * @return whether there was room
     */
    boolean offer(E element) {
        long at;
        do {
            at = tail.get();
            if (at - head.get() > mask) {
                return false;
            }
        } while (!tail.compareAndSet(at, at + 1));
        cells.setRelease((int) at & mask, element);
        return true;
    }

    /** The oldest element, null if there is none. Only the one consumer may call it. */
    E poll() {
        long at = head.get();
        int cell = (int) at & mask;
        E element = cells.getAcquire(cell);
        if (element == null) {
            return null;
        }
        cells.setRelease(cell, null);
        head.setRelease(at + 1);
        return element;
    }

    /** Elements ever offered with success: the consumer has seen all up to a position once it took that many. */
    long offered() {
        return tail.get();
    }

    long taken() {
        return head.get();
    }
}
