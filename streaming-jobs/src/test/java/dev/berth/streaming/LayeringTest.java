package dev.berth.streaming;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.flink.runtime.state.ManagedInitializationContext;
import org.apache.flink.runtime.state.ManagedSnapshotContext;

@AnalyzeClasses(packages = "dev.berth.streaming", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule SEES_ONLY_DOMAIN_AND_STORE = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.berth..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("dev.berth.streaming..", "dev.berth.domain..", "dev.berth.store.."))))
            .because("parts of Berth meet in documents and topics, never in each other's code");

    @ArchTest
    static final ArchRule NOBODY_SEES_APP = noClasses()
            .that()
            .resideOutsideOfPackage("..app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..app..")
            .because("app is wiring: what others need must not live there");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.berth.streaming.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package that needs the one that needs it is one package");

    @ArchTest
    static final ArchRule KAFKA_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackage("..streaming.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..")
            .because("graphs are handed their source and sinks, so that they run on files and in tests as well");

    @ArchTest
    static final ArchRule REDIS_IS_NAMED_IN_APP_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..app..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("RedisBlackboard")
            .because("the jobs know the blackboard, not where it is");

    @ArchTest
    static final ArchRule FLINK_ITSELF_IS_RUN_IN_CLUSTER_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..streaming.cluster..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.flink.runtime..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(ManagedInitializationContext.class)))
                    .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(ManagedSnapshotContext.class))))
            .because("jobs are written against Flink's API; its runtime is an affair of those who host it");
}
