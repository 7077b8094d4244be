package dev.berth.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.berth.evaluation");

    @Test
    void nobody_depends_on_the_commands() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.berth.evaluation.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.berth..app..")
                .because("commands are wiring: what others need belongs behind a start method, and processes are"
                        + " started by their command lines")
                .check(MAIN);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.berth.evaluation.(*)..")
                .should()
                .beFreeOfCycles()
                .because("who reads the evaluation must be able to begin somewhere")
                .check(MAIN);
    }

    @Test
    void only_the_stack_starts_processes() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.berth.evaluation.stack", "dev.berth.evaluation.app")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .because("a process that the stack does not know is one that nobody ends")
                .check(MAIN);
    }

    @Test
    void a_broker_and_a_redis_binary_are_the_stacks_business() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.berth.evaluation.stack")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "redis.embedded..")
                .because("both are borrowed servers that only ever run as child processes")
                .check(MAIN);
    }
}
