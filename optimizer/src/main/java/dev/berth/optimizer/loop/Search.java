package dev.berth.optimizer.loop;

import dev.berth.optimizer.loop.PlanningTurn.Asked;
import dev.berth.optimizer.loop.PlanningTurn.Considered;
import java.util.function.Function;

/**
 * One search on a thread of its own, so that the loop hears of a lost pod while it goes on. What an abandoned one finds is
 * never looked at; it ends when it notices that it was interrupted, or by its own bound.
 */
final class Search {
    private final Asked asked;
    private final Thread thread;
    private volatile Considered found;
    private volatile RuntimeException failure;

    private Search(Asked asked, Function<Asked, Considered> decide, Runnable whenEnded) {
        this.asked = asked;
        this.thread = new Thread(
                () -> {
                    try {
                        found = decide.apply(asked);
                    } catch (RuntimeException e) {
                        failure = e;
                    } finally {
                        whenEnded.run();
                    }
                },
                "optimizer-search");
        thread.setDaemon(true);
        thread.start();
    }

    static Search start(Asked asked, Function<Asked, Considered> decide, Runnable whenEnded) {
        return new Search(asked, decide, whenEnded);
    }

    Asked asked() {
        return asked;
    }

    boolean ended() {
        return found != null || failure != null || !thread.isAlive();
    }

    /**
     * @throws RuntimeException what the search threw
     */
    Considered result() {
        if (failure != null) {
            throw failure;
        }
        if (found == null) {
            throw new IllegalStateException("the search ended without a result");
        }
        return found;
    }

    void abandon() {
        thread.interrupt();
    }
}
