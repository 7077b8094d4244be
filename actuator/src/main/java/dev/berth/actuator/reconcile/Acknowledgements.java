package dev.berth.actuator.reconcile;

import dev.berth.domain.routing.RouterReport;
import java.util.List;

/**
 * What routers say of themselves, as just read.
 *
 * @param readable whether the store answered; an empty list of an absent store proves nothing
 */
public record Acknowledgements(boolean readable, List<RouterReport> reports) {
    public static final Acknowledgements UNREADABLE = new Acknowledgements(false, List.of());

    public Acknowledgements {
        reports = List.copyOf(reports);
    }
}
