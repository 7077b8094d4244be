package dev.berth.actuator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.berth.actuator", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule knowsDomainAndStoreOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.actuator..",
                    "dev.berth.domain..",
                    "dev.berth.store..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.apache.kafka..",
                    "io.prometheus.client..",
                    "picocli..",
                    "org.slf4j..")
            .because("parts of Berth meet in documents, not in each other's code");

    @ArchTest
    static final ArchRule decisionsArePure = noClasses()
            .that()
            .resideInAnyPackage("..reconcile..", "..observe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.store..",
                    "java.net..",
                    "java.io..",
                    "java.nio.file..",
                    "java.time..",
                    "java.util.concurrent..",
                    "org.apache.kafka..",
                    "io.prometheus.client..",
                    "org.slf4j..")
            .because("the reconciler runs in virtual time as well: no sockets, threads or clocks in it");

    @ArchTest
    static final ArchRule kafkaTellsEventsOnly = noClasses()
            .that()
            .resideOutsideOfPackage("..events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("events are told in one place");

    @ArchTest
    static final ArchRule podsAreSpokenToInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("..vllm..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..")
            .because("vLLM's wire, with its surprises, is known to one package");

    @ArchTest
    static final ArchRule nobodySeesApp = noClasses()
            .that()
            .resideOutsideOfPackage("..app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..app..", "picocli..")
            .because("main, options and wiring are for people, not for other code");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.berth.actuator.(*)..").should().beFreeOfCycles();
}
