package dev.berth.optimizer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.berth.optimizer", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule SEES_ONLY_DOMAIN_AND_STORE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.router..",
                    "dev.berth.streaming..",
                    "dev.berth.actuator..",
                    "dev.berth.simulator..",
                    "dev.berth.evaluation..")
            .because("parts talk through documents; a plan must be possible without any other part running");

    @ArchTest
    static final ArchRule OPTAPLANNER_STAYS_BEHIND_THE_PORT = noClasses()
            .that()
            .resideOutsideOfPackages("..optimizer.planning..", "..optimizer.constraints..")
            .and()
            .doNotHaveSimpleName("OptaPlannerPolicy")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.optaplanner..")
            .because("another solver must be able to take its place behind PlacementPolicy");

    @ArchTest
    static final ArchRule PURE_PARTS_DO_NOT_TOUCH_THE_STORE = noClasses()
            .that()
            .resideInAnyPackage(
                    "..problem..",
                    "..score..",
                    "..planning..",
                    "..constraints..",
                    "..policy..",
                    "..plan..",
                    "..explain..",
                    "..whatif..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.berth.store..", "io.prometheus..", "java.net..", "java.nio.file..")
            .because("the evaluation runs them in virtual time, from values to values");

    @ArchTest
    static final ArchRule NOBODY_SEES_THE_APP = classes()
            .that()
            .resideInAPackage("..app..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("..app..")
            .because("main, options and wiring are the end of the line");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.berth.optimizer.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages are read in the order of the flow");
}
