package dev.berth.router.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static String tenants(String name, String key) {
        return "tenants: [{name: " + name + ", keys: [\"" + KeyRing.hash(key) + "\"], requestsPerMinute: 10}]";
    }

    @Test
    void aKeyIsKnownByItsHash() {
        KeyRing keys = KeyRing.read("keys", tenants("acme", "k-1"));
        assertThat(keys.tenant("Bearer k-1").name()).isEqualTo("acme");
        assertThat(keys.tenant("bearer  k-1").name()).isEqualTo("acme");
        assertThat(keys.tenant("Bearer k-2")).isNull();
        assertThat(keys.tenant("Bearer ")).isNull();
        assertThat(keys.tenant("Basic k-1")).isNull();
        assertThat(keys.tenant("Bearer " + KeyRing.hash("k-1")))
                .as("a stolen file opens nothing")
                .isNull();
        assertThat(keys.tenant(null)).isNull();
        assertThat(keys.isClosed()).isTrue();
        assertThat(KeyRing.read("keys", "").isClosed()).as("nobody may ask").isTrue();
    }

    @Test
    void aKeyThatNobodyHashedIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> KeyRing.read("keys", "tenants: [{name: acme, keys: [my-secret-key]}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sha256:")
                .hasMessageNotContaining("my-secret-key");
    }

    @Test
    void oneKeyOfTwoTenantsIsRefused() {
        String hash = KeyRing.hash("k");
        assertThatThrownBy(() -> KeyRing.read(
                        "keys", "tenants: [{name: a, keys: [\"" + hash + "\"]}, {name: b, keys: [\"" + hash + "\"]}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("same key");
    }

    @Test
    void aFileThatBecomesUnreadableLeavesTheKeysInForce(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("keys.yaml"), tenants("acme", "k-1"));
        List<KeyRing> taken = new ArrayList<>();
        KeysFile keys = new KeysFile(file, taken::add);
        keys.read();
        keys.refresh();
        assertThat(taken).hasSize(1);
        Files.writeString(file, "tenants: [{nam: x}]");
        keys.refresh();
        assertThat(taken).hasSize(1);
        Files.writeString(file, tenants("other", "k-2"));
        keys.refresh();
        assertThat(taken).hasSize(2);
        assertThat(taken.get(1).tenant("Bearer k-1")).isNull();
        assertThatThrownBy(() -> new KeysFile(directory.resolve("none"), taken::add).read())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such file");
    }
}
