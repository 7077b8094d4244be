package dev.berth.optimizer.control;

import dev.berth.optimizer.RefusedException;

/** Who says something, why, and when. */
public record Said(String by, String reason, long atMillis) {
    public Said {
        if (by.isBlank()) {
            throw new RefusedException("say who you are by --by NAME");
        }
        if (reason.isBlank()) {
            throw new RefusedException("say why by --reason TEXT");
        }
    }
}
