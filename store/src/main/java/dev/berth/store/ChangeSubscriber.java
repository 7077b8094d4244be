package dev.berth.store;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens on the channel of changes, on a daemon thread with a connection of its own, for as long as it is not closed.
 *
 * <pre>
 *   CONNECTING --> SUBSCRIBED --> WAITING (100 ms, doubling to 2 s) --> CONNECTING
 *       +----------------------------^
 *   any --> closed
 * </pre>
 *
 * What was published between two connections is lost, as hints may be.
 */
final class ChangeSubscriber implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeSubscriber.class);
    private static final long SHORTEST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 2_000;

    private final RedisAddress address;
    private final String channel;
    private final ChangeListeners listeners;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private Jedis connection;
    private long waitMillis = SHORTEST_WAIT_MILLIS;
    private boolean lossSaid;

    ChangeSubscriber(RedisAddress address, String channel, ChangeListeners listeners) {
        this.address = address;
        this.channel = channel;
        this.listeners = listeners;
        this.thread = new Thread(this::run, "berth-store-hints");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (closed.getCount() > 0) {
            try {
                listen();
            } catch (JedisException e) {
                sayLoss(e);
            }
            if (!pause()) {
                return;
            }
        }
    }

    private void listen() {
        try (Jedis jedis = new Jedis(address.hostAndPort(), address.config())) {
            if (adopt(jedis)) {
                jedis.subscribe(new Hints(), channel);
            }
        }
    }

    private synchronized boolean adopt(Jedis jedis) {
        connection = jedis;
        return closed.getCount() > 0;
    }

    private void sayLoss(JedisException e) {
        if (closed.getCount() > 0 && !lossSaid) {
            lossSaid = true;
            log.warn("change hints lost, polling goes on redis={} cause=\"{}\"", address, e.getMessage());
        }
    }

    /** False once it is closed. */
    private boolean pause() {
        try {
            boolean ended = closed.await(waitMillis, TimeUnit.MILLISECONDS);
            waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
            return !ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed.countDown();
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private final class Hints extends JedisPubSub {
        @Override
        public void onSubscribe(String name, int channels) {
            waitMillis = SHORTEST_WAIT_MILLIS;
            if (lossSaid) {
                lossSaid = false;
                log.info("change hints are back redis={}", address);
            }
        }

        @Override
        public void onMessage(String name, String key) {
            listeners.tell(key);
        }
    }
}
