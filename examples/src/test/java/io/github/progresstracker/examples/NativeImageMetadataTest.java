package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the jars tell GraalVM's native-image agrees with what they have: resources, and what is
 * reached by reflection or a variable handle. Whether an image runs is for who has the compiler.
 */
class NativeImageMetadataTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("..");
  private static final int VIRTUAL_THREADS = 21;

  private static Path resources(String module) {
    return ROOT.resolve(module).resolve("src/main/resources");
  }

  private static JsonNode metadata(String module) throws IOException {
    return JSON.readTree(
        resources(module)
            .resolve("META-INF/native-image/io.github.progresstracker")
            .resolve(module)
            .resolve("reachability-metadata.json")
            .toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"progress-jdbc", "progress-web", "mtproto-adapter"})
  void each_resource_is_named_and_each_name_is_a_resource(String module) throws IOException {
    List<String> globs = metadata(module).path("resources").findValuesAsText("glob");
    List<Path> files = files(resources(module));
    assertThat(files).isNotEmpty();
    assertThat(globs).isNotEmpty();
    assertThat(files).allMatch(file -> globs.stream().anyMatch(glob -> matches(glob, file)));
    assertThat(globs).allMatch(glob -> files.stream().anyMatch(file -> matches(glob, file)));
  }

  private static boolean matches(String glob, Path file) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(file);
  }

  /** Without those that are for tools and not read by the module itself. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(folder::relativize)
          .filter(file -> !file.startsWith("META-INF"))
          .toList();
    }
  }

  @Test
  void modules_without_names_of_resources_have_none() throws IOException {
    assertThat(files(resources("progress-core"))).isEmpty();
    assertThat(files(resources("progress-web/spring-boot-starter"))).isEmpty();
    assertThat(resources("progress-eta")).doesNotExist();
  }

  static List<Arguments> types() throws IOException {
    List<Arguments> types = new ArrayList<>();
    for (String module : List.of("progress-core", "progress-web")) {
      for (JsonNode entry : metadata(module).path("reflection")) {
        if (entry.path("type").isTextual() && isHere(entry.path("type").asText())) {
          types.add(Arguments.of(entry.path("type").asText(), entry));
        }
      }
    }
    return types;
  }

  /** What {@code progress-web} finds by reflection is not in each JDK it runs on. */
  private static boolean isHere(String type) {
    return !type.startsWith("java.") || Runtime.version().feature() >= VIRTUAL_THREADS;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void each_member_that_is_named_exists(String name, JsonNode entry) throws Exception {
    Class<?> type = Class.forName(name);
    for (JsonNode field : entry.path("fields")) {
      assertThat(type.getDeclaredField(field.path("name").asText())).isNotNull();
    }
    for (JsonNode method : entry.path("methods")) {
      assertThat(signatures(type)).contains(signature(method));
    }
  }

  private static String signature(JsonNode method) {
    List<String> parameters = new ArrayList<>();
    method.path("parameterTypes").forEach(type -> parameters.add(type.asText()));
    return method.path("name").asText() + parameters;
  }

  private static Set<String> signatures(Class<?> type) {
    Set<String> signatures = new TreeSet<>();
    Stream.of(type.getMethods())
        .forEach(method -> signatures.add(method.getName() + names(method.getParameterTypes())));
    Stream.of(type.getConstructors())
        .forEach(one -> signatures.add("<init>" + names(one.getParameterTypes())));
    return signatures;
  }

  private static List<String> names(Class<?>[] types) {
    return Stream.of(types).map(Class::getName).toList();
  }

  @Test
  void each_field_behind_a_variable_handle_is_named() throws Exception {
    Set<String> named = new TreeSet<>();
    for (JsonNode entry : metadata("progress-core").path("reflection")) {
      for (JsonNode field : entry.path("fields")) {
        named.add(entry.path("type").asText() + "." + field.path("name").asText());
      }
    }
    assertThat(named).isNotEmpty().containsExactlyInAnyOrderElementsOf(behindHandles());
  }

  private static Set<String> behindHandles() throws Exception {
    Set<String> fields = new TreeSet<>();
    for (JavaField handle : handles()) {
      Field field = handle.reflect();
      field.setAccessible(true);
      VarHandle value = (VarHandle) field.get(null);
      if (!value.coordinateTypes().get(0).isArray()) {
        fields.add(behind(value));
      }
    }
    return fields;
  }

  private static String behind(VarHandle handle) {
    Class<?> type = handle.coordinateTypes().get(0);
    try {
      return type.getName() + "." + handle.describeConstable().orElseThrow().constantName();
    } catch (InternalError e) {
      return inherited(type.getSuperclass(), handle.varType());
    }
  }

  /** Of an inherited field a handle cannot tell the name; the only one that it can be. */
  private static String inherited(Class<?> type, Class<?> ofType) {
    return Stream.of(type.getDeclaredFields())
        .filter(field -> field.getType() == ofType && !Modifier.isPrivate(field.getModifiers()))
        .map(field -> type.getName() + "." + field.getName())
        .findFirst()
        .orElseGet(() -> inherited(type.getSuperclass(), ofType));
  }

  private static List<JavaField> handles() {
    return new ClassFileImporter()
        .importPackages("io.github.progresstracker").stream()
            .flatMap(type -> type.getFields().stream())
            .filter(field -> field.getRawType().isEquivalentTo(VarHandle.class))
            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
            .toList();
  }

  @Test
  void what_is_proxied_is_an_interface() throws Exception {
    List<String> proxied = new ArrayList<>();
    for (JsonNode entry : metadata("progress-core").path("reflection")) {
      entry.path("type").path("proxy").forEach(type -> proxied.add(type.asText()));
    }
    assertThat(proxied).isNotEmpty();
    for (String type : proxied) {
      assertThat(Class.forName(type).isInterface()).as(type).isTrue();
    }
  }
}
