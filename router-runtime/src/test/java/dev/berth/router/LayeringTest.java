package dev.berth.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.berth", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule ROUTER_SEES_DOMAIN_AND_STORE_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.berth.router..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.simulator..",
                    "dev.berth.streaming..",
                    "dev.berth.optimizer..",
                    "dev.berth.actuator..",
                    "dev.berth.evaluation..")
            .because("documents, not code, are what the router shares with the other parts");

    @ArchTest
    static final ArchRule NETTY_CARRIES_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.berth.router..")
            .and()
            .resideOutsideOfPackage("dev.berth.router.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("http carries; what picks, holds and records must run without sockets");

    @ArchTest
    static final ArchRule PICKING_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.berth.router.pick..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.berth.store..",
                    "dev.berth.router.table..",
                    "dev.berth.router.log..",
                    "dev.berth.router.http..",
                    "org.apache.kafka..",
                    "io.prometheus..",
                    "org.slf4j..",
                    "java.net..",
                    "java.util.concurrent.locks..")
            .because("the evaluation runs the very same policies in virtual time");

    @ArchTest
    static final ArchRule KAFKA_RECORDS_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.berth.router..")
            .and()
            .resideOutsideOfPackage("dev.berth.router.log..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("only the request log speaks to Kafka, on a thread of its own");

    @ArchTest
    static final ArchRule STORE_IS_OFF_THE_REQUEST_PATH = noClasses()
            .that()
            .resideInAnyPackage("dev.berth.router.http..", "dev.berth.router.log..", "dev.berth.router.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.store..")
            .because("Redis is never asked while a request waits");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.berth.router.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_SEES_APP = noClasses()
            .that()
            .resideOutsideOfPackage("dev.berth.router.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.router.app..")
            .because("a command is wiring, and whoever needs a router calls Router.start");
}
