package dev.berth.router.http;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.TableHolder;
import dev.berth.router.table.Target;
import java.util.ArrayList;
import java.util.List;

/** Which pods one request may still go to. Each question is put to the newest table. */
final class PodChoice {
    private final TableHolder tables;
    private final String modelName;
    /** Pods that failed this request. */
    private List<PodIncarnation> avoided = List.of();

    PodChoice(TableHolder tables, String modelName) {
        this.tables = tables;
        this.modelName = modelName;
    }

    /** Null if the newest table does not know the model. */
    ModelView model() {
        return tables.view().model(modelName);
    }

    List<Target> usable(ModelView model, boolean standbysToo, long nowMillis) {
        if (model == null) {
            return List.of();
        }
        return standbysToo ? model.usableWithStandbys(nowMillis, avoided) : model.usable(nowMillis, avoided);
    }

    /** Whether any pod is usable, be it one that failed before. */
    boolean isAnyUsable(long nowMillis) {
        ModelView model = model();
        return model != null && !model.usable(nowMillis, List.of()).isEmpty();
    }

    boolean isUsableWithout(PodIncarnation pod, long nowMillis) {
        ModelView model = model();
        return model != null && !model.usable(nowMillis, with(pod)).isEmpty();
    }

    void avoid(PodIncarnation pod) {
        avoided = with(pod);
    }

    /** They were the only ones, and one may have recovered. */
    void forgive() {
        avoided = List.of();
    }

    private List<PodIncarnation> with(PodIncarnation pod) {
        List<PodIncarnation> more = new ArrayList<>(avoided);
        more.add(pod);
        return more;
    }
}
