package dev.berth.domain;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.berth.domain.demand.RequestRecord;
import java.util.List;

/** Finds what is written on the wire by what it implements, so that a new document can't be forgotten. */
final class WireClasses {
    static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.berth.domain");

    private WireClasses() {}

    static List<Class<?>> documents() {
        return recordsOf(Document.class);
    }

    static List<Class<?>> requestRecords() {
        return recordsOf(RequestRecord.class);
    }

    private static List<Class<?>> recordsOf(Class<?> port) {
        return MAIN.stream()
                .filter(c -> c.isAssignableTo(port) && !c.isInterface())
                .<Class<?>>map(c -> c.reflect())
                .toList();
    }
}
