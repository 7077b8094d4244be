package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.json.Json;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The blackboard in Redis. The fleet's name stands in literal braces, so that all keys of a fleet share a cluster slot:
 *
 * <pre>
 *   berth:{FLEET}:NAME             string: a document's JSON
 *   berth:{FLEET}:versions         hash: NAME -> epoch:counter
 *   berth:{FLEET}:NAME             hash of documents: field -> JSON
 *   berth:{FLEET}:NAME:versions    hash: field -> epoch:counter
 *   berth:{FLEET}:plans            stream: the last 100 plans, field "document"
 *   berth:{FLEET}:changed          channel: the NAME that changed
 * </pre>
 *
 * <p>A write is one Lua script. When Redis is away every call fails with {@link StoreUnavailableException}, within about a
 * second if it can't be reached and two if it does not answer; once it is back the next call succeeds.
 */
public final class RedisBlackboard implements Blackboard {
    private static final Logger log = LoggerFactory.getLogger(RedisBlackboard.class);
    private static final int MOST_CONNECTIONS = 8;
    private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(1);

    private final RedisAddress address;
    private final String prefix;
    private final RedisClient redis;
    private final DocumentText texts = new DocumentText();
    private final ChangeListeners listeners = new ChangeListeners();
    private final AtomicBoolean away = new AtomicBoolean();
    private ChangeSubscriber subscriber;
    private boolean closed;

    /**
     * Connects when it is first used, so Redis need not be there.
     *
     * @param redisUrl {@code redis://[[USER]:PASSWORD@]HOST:PORT[/DATABASE]}, or {@code rediss://} for TLS
     * @throws IllegalArgumentException if that is not the URL of a Redis, or the fleet's name can't stand in a key
     */
    public RedisBlackboard(String redisUrl, String fleet) {
        if (!fleet.matches("[A-Za-z0-9._/-]+")) {
            throw new IllegalArgumentException(
                    "'" + fleet + "' is no name for a fleet; use letters, digits and any of . _ / -");
        }
        this.address = RedisAddress.of(redisUrl);
        this.prefix = "berth:{" + fleet + "}:";
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setMaxWait(LONGEST_WAIT_FOR_CONNECTION);
        pool.setJmxEnabled(false);
        this.redis = RedisClient.builder()
                .hostAndPort(address.hostAndPort())
                .clientConfig(address.config())
                .poolConfig(pool)
                .build();
    }

    @Override
    public <D extends Document> Optional<D> read(DocumentKey<D> key) {
        String text = ask(() -> redis.get(prefix + key.name()));
        return text == null ? Optional.empty() : texts.read(key.name(), text, key.type());
    }

    @Override
    public <D extends Document> WriteOutcome write(DocumentKey<D> key, D document) {
        String place = prefix + key.name();
        List<String> keys = key.historyKey().isEmpty()
                ? List.of(place, versionsKey())
                : List.of(place, versionsKey(), prefix + key.historyKey());
        Version version = document.version();
        return outcome(
                RedisScript.WRITE_DOCUMENT,
                keys,
                List.of(
                        key.name(),
                        Long.toString(version.epoch()),
                        Long.toString(version.counter()),
                        Json.write(document),
                        channel(),
                        Integer.toString(DocumentKey.HISTORY_LENGTH)));
    }

    @Override
    public <D extends Document> Map<String, D> readAll(HashKey<D> key) {
        Map<String, String> all = ask(() -> redis.hgetAll(prefix + key.name()));
        Map<String, D> documents = new TreeMap<>();
        all.forEach((field, text) ->
                texts.read(key.name() + "/" + field, text, key.type()).ifPresent(read -> documents.put(field, read)));
        return documents;
    }

    @Override
    public <D extends Document> Optional<D> read(HashKey<D> key, String field) {
        String text = ask(() -> redis.hget(prefix + key.name(), field));
        return text == null ? Optional.empty() : texts.read(key.name() + "/" + field, text, key.type());
    }

    @Override
    public <D extends Document> WriteOutcome write(HashKey<D> key, String field, D document) {
        Version version = document.version();
        return outcome(
                RedisScript.WRITE_FIELD,
                keysOf(key),
                List.of(
                        field,
                        Long.toString(version.epoch()),
                        Long.toString(version.counter()),
                        Json.write(document),
                        channel(),
                        key.name()));
    }

    @Override
    public <D extends Document> WriteOutcome remove(HashKey<D> key, String field, Version version) {
        return outcome(
                RedisScript.REMOVE_FIELD,
                keysOf(key),
                List.of(
                        field,
                        Long.toString(version.epoch()),
                        Long.toString(version.counter()),
                        channel(),
                        key.name()));
    }

    @Override
    public <D extends Document> List<D> history(DocumentKey<D> key, int atMost) {
        if (key.historyKey().isEmpty() || atMost <= 0) {
            return List.of();
        }
        return ask(() -> redis.xrevrange(prefix + key.historyKey(), "+", "-", atMost)).stream()
                .flatMap(entry -> texts
                        .read(
                                key.historyKey() + "/" + entry.getID(),
                                entry.getFields().getOrDefault("document", ""),
                                key.type())
                        .stream())
                .toList();
    }

    @Override
    public Map<String, Version> versions() {
        List<?> live = (List<?>) run(RedisScript.LIVE_VERSIONS, List.of(versionsKey()), List.of(prefix));
        Map<String, Version> versions = new LinkedHashMap<>();
        for (int i = 0; i + 1 < live.size(); i += 2) {
            versions.put(
                    live.get(i).toString(), Version.fromString(live.get(i + 1).toString()));
        }
        return versions;
    }

    @Override
    public synchronized Subscription onChange(Consumer<String> listener) {
        Subscription subscription = listeners.add(listener);
        if (subscriber == null && !closed) {
            subscriber = new ChangeSubscriber(address, channel(), listeners);
            subscriber.start();
        }
        return subscription;
    }

    @Override
    public synchronized void close() {
        closed = true;
        listeners.clear();
        if (subscriber != null) {
            subscriber.close();
        }
        redis.close();
    }

    private String versionsKey() {
        return prefix + "versions";
    }

    private String channel() {
        return prefix + "changed";
    }

    private List<String> keysOf(HashKey<?> key) {
        String hash = prefix + key.name();
        return List.of(hash, hash + ":versions");
    }

    private WriteOutcome outcome(RedisScript script, List<String> keys, List<String> arguments) {
        return WriteOutcome.valueOf(run(script, keys, arguments).toString());
    }

    private Object run(RedisScript script, List<String> keys, List<String> arguments) {
        return ask(() -> {
            try {
                return redis.evalsha(script.sha1(), keys, arguments);
            } catch (JedisNoScriptException e) {
                return redis.eval(script.source(), keys, arguments);
            }
        });
    }

    /**
     * A connection that broke while it idled (Redis was restarted) takes the pool's other ones with it, and the command is
     * tried once more on a new one: every command may be repeated. A Redis that does not answer is not asked twice.
     */
    private <T> T ask(Supplier<T> command) {
        try {
            return heard(command.get());
        } catch (JedisConnectionException e) {
            redis.getPool().clear();
            if (timedOut(e)) {
                throw unavailable(e);
            }
        } catch (JedisException e) {
            throw unavailable(e);
        }
        try {
            return heard(command.get());
        } catch (JedisException e) {
            throw unavailable(e);
        }
    }

    private static boolean timedOut(Throwable e) {
        if (e == null || e instanceof SocketTimeoutException) {
            return e != null;
        }
        for (Throwable suppressed : e.getSuppressed()) {
            if (timedOut(suppressed)) {
                return true;
            }
        }
        return timedOut(e.getCause());
    }

    private <T> T heard(T answer) {
        if (away.compareAndSet(true, false)) {
            log.info("store is back redis={}", address);
        }
        return answer;
    }

    private StoreUnavailableException unavailable(JedisException e) {
        if (away.compareAndSet(false, true)) {
            log.warn("store unavailable redis={} cause=\"{}\"", address, e.getMessage());
        }
        return new StoreUnavailableException("Redis at " + address + " is unavailable: " + e.getMessage(), e);
    }
}
