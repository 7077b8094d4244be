package dev.berth.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses MAIN = WireClasses.MAIN;

    @Test
    void the_words_stand_on_nothing_but_the_jdk_and_jackson() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.domain..", "java..", "com.fasterxml.jackson..", "org.yaml.snakeyaml.error")
                .because("every part compiles against the words, so what they need everybody needs")
                .check(MAIN);
    }

    @Test
    void the_words_do_no_io_and_start_no_threads() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio..", "java.util.concurrent..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|Random|InputStream|OutputStream|Reader|Writer|Print).*")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, ProcessBuilder.class)
                .because("a pure core is what the evaluation runs in virtual time")
                .check(MAIN);
    }

    @Test
    void time_and_chance_come_from_outside() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.Clock|java\\.util\\.(Random|UUID)|java\\.lang\\.Math\\$Random.*")
                .because("the same inputs must give the same plan, table and verdict")
                .check(MAIN);
    }

    @Test
    void only_the_forms_know_jackson() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.berth.domain.json", "dev.berth.domain.config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .because("a record may carry annotations; how it is written is the business of one place")
                .check(MAIN);
    }

    @Test
    void the_slices_of_the_domain_have_no_cycles() {
        slices().matching("dev.berth.domain.(*)..")
                .should()
                .beFreeOfCycles()
                .because("who reads the words must be able to begin somewhere")
                .check(MAIN);
    }
}
