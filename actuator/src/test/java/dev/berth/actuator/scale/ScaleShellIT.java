package dev.berth.actuator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScaleShellIT {
    private static CommandResult run(Duration timeout, String template) throws Exception {
        return new ScaleShell(timeout, System::currentTimeMillis)
                .run(new Command.Scale("default/sim", 3, template))
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void the_command_is_told_the_deployment_and_the_number() throws Exception {
        CommandResult result = run(Duration.ofSeconds(10), "echo {deployment} to {pods}");
        assertThat(result.ok()).isTrue();
        assertThat(result.text()).isEqualTo("default/sim to 3");
    }

    @Test
    void a_command_that_fails_says_how() throws Exception {
        CommandResult result = run(Duration.ofSeconds(10), "echo no quota; exit 3");
        assertThat(result.ok()).isFalse();
        assertThat(result.text()).isEqualTo("exit 3: no quota");
    }

    @Test
    void a_command_that_takes_too_long_is_killed() throws Exception {
        CommandResult result = run(Duration.ofMillis(200), "sleep 60 & wait");
        assertThat(result.ok()).isFalse();
        assertThat(result.text()).contains("was killed");
    }
}
