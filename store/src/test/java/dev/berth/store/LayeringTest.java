package dev.berth.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.berth.store");

    @Test
    void the_store_stands_on_the_words_and_jedis() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.store..",
                        "dev.berth.domain..",
                        "redis.clients.jedis..",
                        "org.apache.commons.pool2..",
                        "org.slf4j..",
                        "java..")
                .because("the blackboard is what all parts share, so it may know none of them")
                .check(MAIN);
    }

    @Test
    void the_ports_do_not_know_redis() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Redis")
                .and()
                .doNotHaveSimpleName("ChangeSubscriber")
                .and()
                .doNotHaveSimpleName("Hints")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("redis.clients.jedis..", "org.apache.commons.pool2..")
                .because("who holds a Blackboard must not care whether it is Redis or its twin")
                .check(MAIN);
    }
}
