package dev.berth.optimizer;

import dev.berth.domain.config.NearestName;
import java.util.Collection;

/** An order or a question that makes no sense as things are. The message is one sentence that says why. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_LISTED = 10;

    public RefusedException(String message) {
        super(message);
    }

    /** With the nearest name; with all if they are few, never a list of a thousand. */
    public static RefusedException unknown(String what, String name, Collection<String> known) {
        String hint = known.size() <= MOST_LISTED
                ? NearestName.hint(name, known)
                : NearestName.of(name, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; there are " + known.size());
        return new RefusedException("there is no " + what + " '" + name + "'" + hint);
    }
}
