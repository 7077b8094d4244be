package dev.berth.actuator.declare;

import dev.berth.domain.config.NearestName;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import java.util.List;

/** The catalog file as written: SLO classes and adapters. */
record CatalogFile(List<SloClass> sloClasses, List<Entry> adapters) {
    CatalogFile {
        sloClasses = sloClasses == null ? List.of() : List.copyOf(sloClasses);
        adapters = adapters == null ? List.of() : List.copyOf(adapters);
        List<String> known = sloClasses.stream().map(SloClass::name).toList();
        for (Entry adapter : adapters) {
            String wanted = adapter.sloClass();
            if (!wanted.equals(SloClass.STANDARD.name()) && !known.contains(wanted)) {
                throw new IllegalArgumentException("adapter '" + adapter.name() + "' is of the unknown SLO class '"
                        + wanted + "'" + NearestName.hint(wanted, known));
            }
        }
    }

    /** One adapter as written; what is left out is null. */
    record Entry(
            String name,
            String baseModel,
            String artifact,
            String digest,
            Integer rank,
            Long bytes,
            String sloClass,
            Integer minReplicas,
            Integer maxReplicas,
            Integer priority,
            String tenant) {
        Entry {
            sloClass = sloClass == null ? SloClass.STANDARD.name() : sloClass;
        }

        AdapterSpec declared() {
            return new AdapterSpec(
                    text(name),
                    text(baseModel),
                    text(artifact),
                    text(digest),
                    text(name),
                    rank == null ? 0 : rank,
                    bytes == null ? 0 : bytes,
                    sloClass,
                    minReplicas == null ? 1 : minReplicas,
                    maxReplicas == null ? 0 : maxReplicas,
                    priority == null ? 0 : priority,
                    text(tenant));
        }

        private static String text(String given) {
            return given == null ? "" : given;
        }
    }
}
