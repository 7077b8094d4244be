package dev.berth.evaluation.virtual;

import dev.berth.actuator.observe.PodProbe;
import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.Set;
import java.util.function.Consumer;

/** What an actuator's calls to pods come to: each is answered once, a while later, as by a vLLM server. */
final class PodCalls {
    private static final long PROBE_TIMEOUT_MILLIS = 2_000;
    private static final long LOAD_TIMEOUT_MILLIS = 120_000;
    private static final long SCALE_MILLIS = 1_000;

    private final EventQueue queue;
    private final VirtualFleet fleet;
    private final DeclaredFleet declared;
    private final Catalog catalog;
    private final long oneWayNanos;
    private final WorldView view;
    private final WorldWatch watch;

    PodCalls(
            EventQueue queue,
            VirtualFleet fleet,
            DeclaredFleet declared,
            Catalog catalog,
            WorldConfig config,
            WorldView view,
            WorldWatch watch) {
        this.queue = queue;
        this.fleet = fleet;
        this.declared = declared;
        this.catalog = catalog;
        this.oneWayNanos = config.delays().probeMillis() * EventQueue.MILLI / 2;
        this.view = view;
        this.watch = watch;
    }

    void probe(String pod, String url, Consumer<PodProbe> answer) {
        long asked = queue.millis();
        queue.after(oneWayNanos, () -> {
            VirtualPod at = fleet.at(url);
            if (at != null && at.isUp() && at.life().frozen()) {
                long left = PROBE_TIMEOUT_MILLIS * EventQueue.MILLI - oneWayNanos;
                queue.after(left, () -> answer.accept(new PodProbe.Silent(pod, url, asked, false, "timeout")));
                return;
            }
            PodProbe probe = at == null || !at.isUp()
                    ? new PodProbe.Silent(pod, url, asked, true, "connection refused")
                    : new PodProbe.Answered(
                            pod,
                            url,
                            asked,
                            at.life().id().incarnation(),
                            at.life().roots(),
                            Set.of(at.deployment().baseModel()));
            queue.after(oneWayNanos, () -> answer.accept(probe));
        });
    }

    void carryOut(Command command, Consumer<CommandResult> ended) {
        Call call = new Call(command, ended);
        if (command instanceof Command.Scale scale) {
            declared.scale(scale.deployment(), scale.pods(), scale.leaving());
            queue.after(SCALE_MILLIS * EventQueue.MILLI, () -> call.answer(200, ""));
            return;
        }
        queue.after(LOAD_TIMEOUT_MILLIS * EventQueue.MILLI, () -> call.answer(0, "timeout"));
        queue.after(oneWayNanos, () -> {
            String url = command instanceof Command.Load load ? load.url() : ((Command.Unload) command).url();
            VirtualPod at = fleet.at(url);
            if (at == null || !at.isUp()) {
                call.answerLater(0, "connection refused");
            } else {
                PodLife life = at.life();
                life.whenAwake(() -> serve(command, at, life, call));
            }
        });
    }

    private void serve(Command command, VirtualPod at, PodLife life, Call call) {
        if (command instanceof Command.Load load) {
            int rank = catalog.adapter(load.adapter()).map(AdapterSpec::rank).orElse(0);
            life.load(load.engineName(), load.loraPath(), rank, new Loading(at, life.id(), load.engineName(), call));
            return;
        }
        Command.Unload unload = (Command.Unload) command;
        if (life.unload(unload.engineName())) {
            at.unregistered();
            watch.unregistered(queue.now(), life.id(), unload.engineName(), view);
            call.answerLater(200, "Success: LoRA adapter '" + unload.engineName() + "' removed successfully.");
        } else {
            call.answerLater(404, "The lora adapter '" + unload.engineName() + "' cannot be found.");
        }
    }

    /** A load under way. */
    private final class Loading implements PodLife.Loading {
        private final VirtualPod at;
        private final PodIncarnation life;
        private final String engineName;
        private final Call call;

        Loading(VirtualPod at, PodIncarnation life, String engineName, Call call) {
            this.at = at;
            this.life = life;
            this.engineName = engineName;
            this.call = call;
        }

        @Override
        public void done() {
            at.registered(true);
            watch.registered(queue.now(), life, engineName, view);
            call.answerLater(200, "Success: LoRA adapter '" + engineName + "' added successfully.");
        }

        @Override
        public void refused(int status, String why) {
            at.registered(false);
            call.answerLater(status, why);
        }

        @Override
        public void lost() {
            at.registered(false);
            call.answerLater(0, "connection reset");
        }
    }

    /** One command, answered once. */
    private final class Call {
        private final Command command;
        private final Consumer<CommandResult> ended;
        private final long beganMillis = queue.millis();
        private boolean answered;

        Call(Command command, Consumer<CommandResult> ended) {
            this.command = command;
            this.ended = ended;
        }

        void answerLater(int status, String text) {
            queue.after(oneWayNanos, () -> answer(status, text));
        }

        void answer(int status, String text) {
            if (!answered) {
                answered = true;
                long now = queue.millis();
                ended.accept(new CommandResult(command, status, text, (now - beganMillis) / 1000.0, now));
            }
        }
    }
}
