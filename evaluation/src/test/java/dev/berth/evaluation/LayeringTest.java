package dev.berth.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.berth.evaluation", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule NOBODY_SEES_APP = noClasses()
            .that()
            .resideOutsideOfPackage("..evaluation.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.berth..app..")
            .because("app packages hold main, config and wiring; what others need belongs elsewhere");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.berth.evaluation.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages are read, tested and replaced one after the other");

    @ArchTest
    static final ArchRule NETTY_IN_REPLAY_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..evaluation.replay..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("the load generator is the only part that must be cheaper than the JDK's HTTP client");

    @ArchTest
    static final ArchRule REPLAY_AND_REPORT_SEE_NO_PRODUCT = noClasses()
            .that()
            .resideInAnyPackage("..evaluation.replay..", "..evaluation.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.router..",
                    "dev.berth.optimizer..",
                    "dev.berth.actuator..",
                    "dev.berth.streaming..",
                    "dev.berth.store..",
                    "dev.berth.simulator.engine..",
                    "dev.berth.simulator.http..")
            .because("what measures the product must judge any server alike, by its wire");

    @ArchTest
    static final ArchRule PROCESSES_IN_STACK_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages("dev.berth.evaluation.stack", "dev.berth.evaluation.app")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .because("a process that the stack does not know is one that nobody ends");

    @ArchTest
    static final ArchRule BORROWED_SERVERS_IN_STACK_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.berth.evaluation.stack")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..", "redis.embedded..")
            .because("a broker and a Redis binary only ever run as child processes");

    @ArchTest
    static final ArchRule WHAT_DECIDES_A_RESULT_IS_IN_ITS_FINGERPRINT = noClasses()
            .that()
            .resideInAnyPackage(
                    "..evaluation.virtual..",
                    "..evaluation.scenario..",
                    "..evaluation.outcome..",
                    "..evaluation.peers..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..evaluation.app..",
                    "..evaluation.bench..",
                    "..evaluation.compare..",
                    "..evaluation.faults..",
                    "..evaluation.quickstart..",
                    "..evaluation.replay..",
                    "..evaluation.report..",
                    "..evaluation.stack..",
                    "..evaluation.status..",
                    "..evaluation.twin..")
            .because("a remembered run is believed while the classes that made it are the same, and"
                    + " compare.CodeVersion leaves these packages out");

    @ArchTest
    static final ArchRule SCENARIOS_KNOW_NO_ALGORITHM = noClasses()
            .that()
            .resideInAPackage("..evaluation.scenario..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.router..",
                    "dev.berth.optimizer..",
                    "dev.berth.actuator..",
                    "dev.berth.streaming..",
                    "dev.berth.store..",
                    "dev.berth.simulator.engine..",
                    "dev.berth.simulator.http..")
            .because("what is asked, and what nobody can beat, must not hang on who answers");
}
