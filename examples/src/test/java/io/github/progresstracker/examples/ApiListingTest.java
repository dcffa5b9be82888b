package io.github.progresstracker.examples;

import static com.tngtech.archunit.core.domain.JavaModifier.BRIDGE;
import static com.tngtech.archunit.core.domain.JavaModifier.PRIVATE;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.spring.ProgressRegistryCustomizer;
import io.github.progresstracker.web.ProgressWeb;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API of each published module as text, so that a review sees when it changes: types,
 * members and signatures of the packages that a module exports to everybody. What is not seen: null
 * annotations, values of constants, and behaviour.
 */
class ApiListingTest {

  private static final Path LISTINGS = Path.of("src/test/resources/api");
  private static final boolean ACCEPT = Boolean.getBoolean("api.accept");

  static List<Arguments> modules() {
    return List.of(
        Arguments.of("progress-eta", Eta.class),
        Arguments.of("progress-core", ProgressRegistry.class),
        Arguments.of("progress-jdbc", PostgresProgress.class),
        Arguments.of("progress-web", ProgressWeb.class),
        Arguments.of("progress-spring-boot-starter", ProgressRegistryCustomizer.class),
        Arguments.of("mtproto-adapter", HistorySource.class));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void the_public_api_is_as_it_is_listed(String module, Class<?> anchor) throws Exception {
    List<String> now = listing(anchor);
    assertThat(now).as("what %s has", module).hasSizeGreaterThan(10);
    Path file = LISTINGS.resolve(module + ".txt");
    if (ACCEPT) {
      Files.createDirectories(LISTINGS);
      Files.writeString(file, String.join("\n", now) + "\n");
    }
    List<String> listed = Files.exists(file) ? Files.readAllLines(file) : List.of();
    assertThat(difference(listed, now))
        .as(
            "the public API of %s has changed. If that is meant, say it in CHANGELOG.md and list"
                + " it: mvn -pl examples -am test -Dtest=ApiListingTest -Dapi.accept=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false",
            module)
        .isEmpty();
  }

  /** What is gone and what is new, each with the type that it is of. */
  private static String difference(List<String> listed, List<String> now) {
    return Stream.concat(only("- ", listed, now), only("+ ", now, listed)).collect(joining("\n"));
  }

  private static Stream<String> only(String sign, List<String> in, List<String> notIn) {
    Set<String> other = qualified(notIn).collect(Collectors.toSet());
    return qualified(in).filter(line -> !other.contains(line)).map(line -> sign + line);
  }

  /** The lines with the type before each member, so that a line means the same anywhere. */
  private static Stream<String> qualified(List<String> lines) {
    List<String> all = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        all.add(type + ": " + line.strip());
      } else {
        type = line;
        all.add(line);
      }
    }
    return all.stream();
  }

  // ---- the listing ---------------------------------------------------------------------------

  private static List<String> listing(Class<?> anchor) throws URISyntaxException, IOException {
    Path location = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    Predicate<String> exported = exported(location, anchor.getPackageName());
    List<String> lines = new ArrayList<>();
    classes(location).stream()
        .filter(type -> exported.test(type.getPackageName()) && isPublic(type))
        .sorted((a, b) -> a.getName().compareTo(b.getName()))
        .forEach(
            type -> {
              lines.add(head(type));
              lines.addAll(members(type));
            });
    return lines;
  }

  /** Of a directory while the build tests, of a jar when it verifies. */
  private static JavaClasses classes(Path location) throws IOException {
    ClassFileImporter importer = new ClassFileImporter();
    if (Files.isDirectory(location)) {
      return importer.importPath(location);
    }
    try (JarFile jar = new JarFile(location.toFile())) {
      return importer.importJar(jar);
    }
  }

  /**
   * What the module's descriptor exports to all; without a descriptor the package of the anchor.
   */
  private static Predicate<String> exported(Path location, String otherwise) {
    Set<String> packages =
        ModuleFinder.of(location).findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> !module.isAutomatic())
            .flatMap(module -> module.exports().stream())
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    return packages.isEmpty() ? otherwise::equals : packages::contains;
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(PUBLIC)
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && type.getEnclosingClass().map(ApiListingTest::isPublic).orElse(true);
  }

  private static String head(JavaClass type) {
    String kind =
        type.isRecord()
            ? "record "
            : type.isEnum() ? "enum " : type.isInterface() ? "interface " : "class ";
    String parents =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
            .map(JavaType::getName)
            .filter(
                name -> !name.equals("java.lang.Object") && !name.startsWith("java.lang.Record"))
            .sorted()
            .collect(joining(", "));
    return words(type.getModifiers())
        + kind
        + type.getName()
        + (parents.isEmpty() ? "" : " : " + parents);
  }

  private static Set<String> members(JavaClass type) {
    Set<String> members = new TreeSet<>();
    for (JavaField field : type.getFields()) {
      if (isSeen(field.getModifiers())) {
        members.add(
            "  " + words(field.getModifiers()) + field.getType().getName() + " " + field.getName());
      }
    }
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      if (isSeen(unit.getModifiers())) {
        members.add("  " + signature(unit));
      }
    }
    return members;
  }

  private static boolean isSeen(Set<JavaModifier> modifiers) {
    return (modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED))
        && !modifiers.contains(BRIDGE)
        && !modifiers.contains(SYNTHETIC)
        && !modifiers.contains(PRIVATE);
  }

  private static String signature(JavaCodeUnit unit) {
    String thrown =
        unit.getThrowsClause().getTypes().stream().map(JavaType::getName).collect(joining(", "));
    return words(unit.getModifiers())
        + (unit.isConstructor() ? "new" : unit.getReturnType().getName() + " " + unit.getName())
        + unit.getParameterTypes().stream().map(JavaType::getName).collect(joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String words(Set<JavaModifier> modifiers) {
    return modifiers.stream()
        .filter(modifier -> modifier != JavaModifier.NATIVE && modifier != SYNTHETIC)
        .filter(modifier -> modifier != JavaModifier.ENUM && modifier != JavaModifier.SYNCHRONIZED)
        .sorted()
        .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
        .collect(joining());
  }
}
