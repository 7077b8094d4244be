package dev.berth.evaluation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
    private static final String ENGINE = "dev/berth/simulator/engine/Engine.class";
    private static final String REPORT = "dev/berth/evaluation/compare/report/ReportPage.class";

    @TempDir
    private Path directory;

    private Path file(String folder, String name, String content) throws IOException {
        Path file = directory.resolve(folder).resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return directory.resolve(folder);
    }

    private Path jar(String name, String entry, String content) throws IOException {
        Path jar = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void isTheSameOfFoldersAndOfJarsOfTheSameClasses() throws IOException {
        Path folder = file("classes", ENGINE, "step");
        Path jar = jar("berth-simulator-0.1.0.jar", ENGINE, "step");

        assertThat(CodeVersion.of(List.of(folder))).isEqualTo(CodeVersion.of(List.of(jar)));
    }

    @Test
    void changesWithTheEngine() throws IOException {
        String before = CodeVersion.of(List.of(file("a", ENGINE, "step")));

        assertThat(CodeVersion.of(List.of(file("b", ENGINE, "leap")))).isNotEqualTo(before);
    }

    @Test
    void doesNotChangeWithAReport() throws IOException {
        Path folder = file("a", ENGINE, "step");
        String before = CodeVersion.of(List.of(folder));
        file("a", REPORT, "prettier");
        file("a", "dev/berth/router/app/RouterCommand.class", "options");

        assertThat(CodeVersion.of(List.of(folder))).isEqualTo(before);
    }

    @Test
    void changesWithTheVersionOfALibrary() throws IOException {
        Path engine = file("a", ENGINE, "step");
        String before = CodeVersion.of(List.of(engine, jar("optaplanner-core-10.2.0.jar", "org/x/Y.class", "1")));

        assertThat(CodeVersion.of(List.of(engine, jar("optaplanner-core-10.3.0.jar", "org/x/Y.class", "1"))))
                .isNotEqualTo(before);
    }

    @Test
    void namesTheClassesOfThisVeryBuild() {
        assertThat(CodeVersion.ofClassPath()).hasSize(64).isEqualTo(CodeVersion.ofClassPath());
    }
}
