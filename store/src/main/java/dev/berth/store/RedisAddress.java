package dev.berth.store;

import java.net.URI;
import java.net.URISyntaxException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

/** Where Redis is and how it is spoken to, with a bound on every wait. Prints without its password. */
record RedisAddress(HostAndPort hostAndPort, JedisClientConfig config) {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 2_000;

    /** A subscriber that heard nothing for so long connects anew: the other side may be gone without a word. */
    private static final int SILENCE_MILLIS = 30_000;

    /**
     * @param url {@code redis://[[USER]:PASSWORD@]HOST:PORT[/DATABASE]}, or {@code rediss://} for TLS
     * @throws IllegalArgumentException if it is not such a URL
     */
    static RedisAddress of(String url) {
        URI uri = parsed(url);
        if (!JedisURIHelper.isValid(uri)
                || !(JedisURIHelper.isRedisScheme(uri) || JedisURIHelper.isRedisSSLScheme(uri))) {
            throw notAnAddress(url);
        }
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(ANSWER_MILLIS)
                .blockingSocketTimeoutMillis(SILENCE_MILLIS)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .clientName("berth");
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            config.sslOptions(SslOptions.defaults());
        }
        return new RedisAddress(JedisURIHelper.getHostAndPort(uri), config.build());
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw notAnAddress(url);
        }
    }

    private static IllegalArgumentException notAnAddress(String url) {
        String shown = url.replaceAll("//.*@", "//***@");
        return new IllegalArgumentException("'" + shown + "' is not the address of a Redis; write redis://HOST:PORT");
    }

    @Override
    public String toString() {
        return hostAndPort.toString();
    }
}
