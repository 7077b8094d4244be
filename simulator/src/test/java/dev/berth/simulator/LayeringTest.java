package dev.berth.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.berth.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule knowsTheDomainOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.simulator..",
                    "dev.berth.domain..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "io.netty..",
                    "io.prometheus.client..",
                    "picocli..",
                    "org.slf4j..")
            .because("a simulated pod is what Berth acts on: it must not know Berth, only the words");

    @ArchTest
    static final ArchRule engineIsPure = classes()
            .that()
            .resideInAPackage("..engine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.berth.simulator.engine..", "dev.berth.domain.engine..", "java.lang..", "java.util")
            .because("the engine is a state machine in virtual time: the same one runs behind HTTP and in a replay");

    @ArchTest
    static final ArchRule nettyCarriesHttpOnly = noClasses()
            .that()
            .resideOutsideOfPackage("..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.prometheus.client..")
            .because("sockets and metrics are the shell");

    @ArchTest
    static final ArchRule nobodySeesApp = noClasses()
            .that()
            .resideOutsideOfPackage("..app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..app..")
            .because("main, options and wiring are for people, not for other code");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.berth.simulator.(*)..").should().beFreeOfCycles();
}
