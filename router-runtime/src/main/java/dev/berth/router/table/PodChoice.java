package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import java.util.ArrayList;
import java.util.List;

/** Which pods one request may still go to. Each question is put to the newest table. */
public final class PodChoice {
    private final TableHolder tables;
    private final String modelName;
    /** Pods that failed this request. */
    private List<PodIncarnation> avoided = List.of();

    public PodChoice(TableHolder tables, String modelName) {
        this.tables = tables;
        this.modelName = modelName;
    }

    /** Null if the newest table does not know the model. */
    public ModelView model() {
        return tables.view().model(modelName);
    }

    /**
     * @param standbysToo whether warm pods are offered beside the hot ones; else only when no hot one is usable
     */
    public List<Target> usable(ModelView model, boolean standbysToo, long nowMillis) {
        if (model == null) {
            return List.of();
        }
        return standbysToo ? model.usableWithStandbys(nowMillis, avoided) : model.usable(nowMillis, avoided);
    }

    /** Whether any pod is usable, be it one that failed before. */
    public boolean isAnyUsable(long nowMillis) {
        ModelView model = model();
        return model != null && !model.usable(nowMillis, List.of()).isEmpty();
    }

    public boolean isUsableWithout(PodIncarnation pod, long nowMillis) {
        ModelView model = model();
        return model != null && !model.usable(nowMillis, with(pod)).isEmpty();
    }

    public void avoid(PodIncarnation pod) {
        avoided = with(pod);
    }

    /** They were the only ones, and one may have recovered. */
    public void forgive() {
        avoided = List.of();
    }

    private List<PodIncarnation> with(PodIncarnation pod) {
        List<PodIncarnation> more = new ArrayList<>(avoided);
        more.add(pod);
        return more;
    }
}
