package dev.berth.actuator.app;

import dev.berth.actuator.Preview;
import dev.berth.domain.fleet.PodState;
import java.util.StringJoiner;

/** A preview for people. */
final class PreviewText {
    private PreviewText() {}

    static String of(Preview preview) {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        text.add(preview.plan().isEmpty() ? "No plan yet: even dispatch." : "Plan " + preview.plan() + ".");
        for (PodState pod : preview.pods()) {
            text.add(
                    "  %-16s %-12s %s".formatted(pod.id().pod(), pod.readiness(), String.join(", ", pod.registered())));
        }
        text.add(preview.moves().isEmpty() ? "Nothing to do." : "Would do:");
        for (Preview.Move move : preview.moves()) {
            text.add("  %-7s %-24s %-16s %s".formatted(sign(move.kind()), move.adapter(), move.pod(), move.detail()));
        }
        preview.notes().forEach(note -> text.add("Note: " + note));
        return text.toString();
    }

    private static String sign(String kind) {
        return switch (kind) {
            case "load" -> "+ load";
            case "unload" -> "- unload";
            default -> "~ " + kind;
        };
    }
}
