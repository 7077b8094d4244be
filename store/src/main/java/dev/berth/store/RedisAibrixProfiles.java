package dev.berth.store;

import java.net.URI;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * AIBrix's profiles in a Redis of its own: one string for each model and deployment, without version or expiry. For those who
 * feed AIBrix's gateway and optimizer from Berth, or come from there.
 */
public final class RedisAibrixProfiles implements AutoCloseable {
    private final RedisAddress address;
    private final RedisClient redis;

    /**
     * @param redisUrl {@code redis://[[USER]:PASSWORD@]HOST:PORT[/DATABASE]}; what follows a {@code ?} is not looked at
     * @throws IllegalArgumentException if it is no such URL
     */
    public RedisAibrixProfiles(String redisUrl) {
        address = RedisAddress.of(withPort(redisUrl.replaceFirst("\\?.*", "")));
        redis = RedisClient.builder()
                .hostAndPort(address.hostAndPort())
                .clientConfig(address.config())
                .build();
    }

    private static String withPort(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() == null || uri.getPort() >= 0) {
                return url;
            }
            String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
            return uri.getScheme() + "://" + user + uri.getHost() + ":6379" + uri.getRawPath();
        } catch (IllegalArgumentException e) {
            return url; // The address says what is wrong with it.
        }
    }

    /** Where a profile stands. */
    public static String key(String model, String deployment) {
        return "aibrix:profile_" + model + "_" + deployment;
    }

    /**
     * @throws StoreUnavailableException if Redis can't be reached
     */
    public void write(String model, String deployment, String json) {
        try {
            redis.set(key(model, deployment), json);
        } catch (JedisException e) {
            throw new StoreUnavailableException("Redis at " + address + " can't be used: " + e.getMessage(), e);
        }
    }

    /**
     * @throws StoreUnavailableException if Redis can't be reached
     */
    public Optional<String> read(String model, String deployment) {
        try {
            return Optional.ofNullable(redis.get(key(model, deployment)));
        } catch (JedisException e) {
            throw new StoreUnavailableException("Redis at " + address + " can't be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
