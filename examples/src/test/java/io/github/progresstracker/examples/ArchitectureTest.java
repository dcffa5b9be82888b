package io.github.progresstracker.examples;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fences of ARCHITECTURE.md: which way dependencies point, and what nobody may see. */
class ArchitectureTest {

  private static final String BASE = "io.github.progresstracker";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void dependencies_between_modules_point_one_way() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(BASE + "..")
        .layer("eta")
        .definedBy(BASE + ".eta..")
        .layer("core")
        .definedBy(
            BASE,
            BASE + ".alert..",
            BASE + ".analysis..",
            BASE + ".console..",
            BASE + ".event..",
            BASE + ".history..",
            BASE + ".job..",
            BASE + ".internal..",
            BASE + ".json..",
            BASE + ".micrometer..",
            BASE + ".sink..",
            BASE + ".testing..")
        .layer("jdbc")
        .definedBy(BASE + ".jdbc..")
        .layer("web")
        .definedBy(BASE + ".web..")
        .layer("mtproto")
        .definedBy(BASE + ".mtproto..")
        .layer("spring")
        .definedBy(BASE + ".spring..")
        .layer("examples")
        .definedBy(BASE + ".examples..")
        .whereLayer("examples")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("spring")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("mtproto")
        .mayOnlyBeAccessedByLayers("examples")
        .whereLayer("jdbc")
        .mayOnlyBeAccessedByLayers("mtproto", "spring", "examples")
        .whereLayer("web")
        .mayOnlyBeAccessedByLayers("mtproto", "spring", "examples")
        .whereLayer("core")
        .mayOnlyBeAccessedByLayers("jdbc", "web", "mtproto", "spring", "examples")
        .check(CLASSES);
  }

  @Test
  void all_modules_are_looked_at() {
    for (String module : List.of("eta", "job", "jdbc", "web", "mtproto", "spring")) {
      assertThat(CLASSES.stream())
          .as(module)
          .anyMatch(type -> type.getPackageName().startsWith(BASE + "." + module));
    }
  }

  @Test
  void only_the_starter_knows_spring() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".spring..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(CLASSES);
  }

  @Test
  void eta_is_arithmetic_and_knows_neither_clock_nor_thread_nor_io() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(BASE + ".eta..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void the_engine_is_seen_by_the_front_door_only() {
    seen(BASE + ".internal", BASE);
    seen(BASE + ".internal.spool..", BASE);
  }

  @Test
  void what_modules_share_behind_the_front_door_is_seen_by_them() {
    seen(BASE + ".internal.jobs..", BASE, BASE + ".web..");
    seen(BASE + ".internal.http..", BASE + ".sink..", BASE + ".web..");
    seen(BASE + ".internal.json..", BASE + ".json..", BASE + ".history..", BASE + ".web..");
  }

  private static void seen(String hidden, String... by) {
    List<String> packages = new ArrayList<>(List.of(by));
    packages.add(BASE + ".internal..");
    ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(hidden)
        .should()
        .onlyBeAccessed()
        .byClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void plug_ins_do_not_know_each_other() {
    slices()
        .matching(
            BASE
                + ".(alert|analysis|console|sink|json|event|history|job|micrometer|jdbc|web|mtproto|spring|eta)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }
}
