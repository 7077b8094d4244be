package dev.berth.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The writes of the blackboard as Lua, so that comparing, storing, keeping history and telling are one atomic step. Redis
 * keeps a script under its SHA-1 until it restarts.
 */
record RedisScript(String source, String sha1) {
    /** Numbers are doubles in Lua, which is why {@code Version} ends below 2^53. */
    private static final String ORDER =
            """
            -- 1 if the version (epoch, counter) is newer than the stored 'epoch:counter', 0 if equal, -1 if older
            local function order(epoch, counter, stored)
              local storedEpoch, storedCounter = string.match(stored, '^(%d+):(%d+)$')
              storedEpoch, storedCounter = tonumber(storedEpoch), tonumber(storedCounter)
              if epoch ~= storedEpoch then return epoch > storedEpoch and 1 or -1 end
              if counter ~= storedCounter then return counter > storedCounter and 1 or -1 end
              return 0
            end

            -- what a document says of itself, when Redis has evicted its entry among the versions; nil if unreadable
            local function ownVersion(text)
              local read, document = pcall(cjson.decode, text)
              if not read or type(document) ~= 'table' or type(document.version) ~= 'table' then return nil end
              return string.format('%.0f:%.0f', document.version.epoch, document.version.counter)
            end
            """;

    /**
     * Keys: document, versions, and the history's stream if there is one. Arguments: name, epoch, counter, text, channel,
     * length of the history.
     */
    static final RedisScript WRITE_DOCUMENT = of(
            """
            local name, epoch, counter, text = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
            if redis.call('EXISTS', KEYS[1]) == 1 then
              local stored = redis.call('HGET', KEYS[2], name) or ownVersion(redis.call('GET', KEYS[1]))
              local order = stored and order(epoch, counter, stored) or 1
              if order < 0 then return 'REFUSED_OLDER' end
              if order == 0 then
                redis.call('HSETNX', KEYS[2], name, stored)
                return 'ALREADY_THERE'
              end
            end
            redis.call('SET', KEYS[1], text)
            redis.call('HSET', KEYS[2], name, ARGV[2] .. ':' .. ARGV[3])
            if KEYS[3] then redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[6], '*', 'document', text) end
            redis.call('PUBLISH', ARGV[5], name)
            return 'WRITTEN'
            """);

    /** Keys: hash, its versions. Arguments: field, epoch, counter, text, channel, the hash's name. */
    static final RedisScript WRITE_FIELD = of(
            """
            local field, epoch, counter, text = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
            if redis.call('HEXISTS', KEYS[1], field) == 1 then
              local stored = redis.call('HGET', KEYS[2], field) or ownVersion(redis.call('HGET', KEYS[1], field))
              local order = stored and order(epoch, counter, stored) or 1
              if order < 0 then return 'REFUSED_OLDER' end
              if order == 0 then
                redis.call('HSETNX', KEYS[2], field, stored)
                return 'ALREADY_THERE'
              end
            end
            redis.call('HSET', KEYS[1], field, text)
            redis.call('HSET', KEYS[2], field, ARGV[2] .. ':' .. ARGV[3])
            redis.call('PUBLISH', ARGV[5], ARGV[6])
            return 'WRITTEN'
            """);

    /** Keys: hash, its versions. Arguments: field, epoch, counter, channel, the hash's name. */
    static final RedisScript REMOVE_FIELD = of(
            """
            local field, epoch, counter = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            if redis.call('HEXISTS', KEYS[1], field) == 0 then return 'ALREADY_THERE' end
            local stored = redis.call('HGET', KEYS[2], field) or ownVersion(redis.call('HGET', KEYS[1], field))
            if stored and order(epoch, counter, stored) < 0 then return 'REFUSED_OLDER' end
            redis.call('HDEL', KEYS[1], field)
            redis.call('HDEL', KEYS[2], field)
            redis.call('PUBLISH', ARGV[4], ARGV[5])
            return 'WRITTEN'
            """);

    /** Keys: versions. Argument: the fleet's prefix. Names and versions in turn, of the documents that are there. */
    static final RedisScript LIVE_VERSIONS = of(
            """
            local all, live = redis.call('HGETALL', KEYS[1]), {}
            for i = 1, #all, 2 do
              if redis.call('EXISTS', ARGV[1] .. all[i]) == 1 then
                live[#live + 1] = all[i]
                live[#live + 1] = all[i + 1]
              end
            end
            return live
            """);

    private static RedisScript of(String body) {
        String source = ORDER + body;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return new RedisScript(source, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
