package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples in Javadoc: each public type has one, or an {@code @see} to a type that has one, and
 * all of them compile. So do those of the README.
 *
 * <p>What has the tags {@code pre} and {@code code} is Java; what is not Java has the first alone.
 * It is statements or members of a class, and may leave out the last semicolon. An ellipsis stands
 * for the host's own code. The public types of its module and of those before it are imported, and
 * what a host has is in {@code host/Host.java}.
 */
class JavadocExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

  /** Newer compilers say it of our classes that name Spring's, which are not on the class path. */
  private static final String OF_A_CLASS_FILE = "compiler.err.cant.attach.type.annotations";

  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\b(.*?)}</pre>", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SEE = Pattern.compile("@see\\s+(?:[a-z]\\w*\\.)*(\\w+)");

  private static final String IMPORTS =
      "import java.io.*; import java.math.*; import java.net.*; import java.net.http.*;"
          + " import java.net.http.HttpResponse.*; import java.nio.file.*; import java.sql.*;"
          + " import java.time.*; import java.util.*; import java.util.concurrent.*;"
          + " import javax.sql.*; import org.slf4j.*; import static host.Host.*;";

  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
  private static final StandardJavaFileManager FILES =
      JAVAC.getStandardFileManager(null, Locale.ROOT, null);

  private static final Example HOST = host();

  private static final List<Comment> COMMENTS = new ArrayList<>();
  private static final Map<String, Comment> TYPES = new HashMap<>();

  /** In an order in which none needs a later one. */
  static List<String> modules() {
    return ApiListingTest.modules().stream().map(module -> (String) module.get()[0]).toList();
  }

  @BeforeAll
  static void read() throws IOException {
    for (String module : modules()) {
      COMMENTS.addAll(comments(module));
    }
    for (Comment type : COMMENTS) {
      if (type.publicType() != null) {
        assertThat(TYPES.put(type.publicType(), type)).as("another %s", type).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void each_public_type_has_an_example_or_points_to_one(String module) {
    List<Comment> types = publicTypes(module);
    assertThat(types).as("public types of %s", module).hasSizeGreaterThan(5);
    assertThat(types.stream().filter(type -> !hasExample(type)).map(Comment::wish)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void examples_compile(String module) throws IOException {
    List<Example> examples = commentsOf(module).flatMap(Comment::examples).toList();
    assertThat(examples).as("examples of %s", module).isNotEmpty();
    assertThat(errors(examples, imports(module))).isEmpty();
  }

  @Test
  void examples_of_the_readme_compile() throws IOException {
    Path file = ROOT.resolve("README.md");
    List<Example> examples =
        BLOCK
            .matcher(text(file))
            .results()
            .map(found -> new Example(file, found.group(1)))
            .toList();
    assertThat(examples).as("examples of %s", file).hasSizeGreaterThan(10);
    assertThat(errors(examples, imports("mtproto-adapter"))).isEmpty();
  }

  private static List<Comment> publicTypes(String module) {
    return commentsOf(module).filter(comment -> comment.publicType() != null).toList();
  }

  private static Stream<Comment> commentsOf(String module) {
    return COMMENTS.stream().filter(comment -> comment.module().equals(module));
  }

  private static boolean hasExample(Comment type) {
    return Stream.concat(Stream.of(type), type.seen())
        .flatMap(Comment::examples)
        .findAny()
        .isPresent();
  }

  // ---- what is there -------------------------------------------------------------------------

  /**
   * A documentation comment.
   *
   * @param publicType the simple name of the public top-level type that it is of, or null
   */
  private record Comment(
      String module, Path file, String packageName, @Nullable String publicType, String text) {

    Stream<Example> examples() {
      return EXAMPLE.matcher(text).results().map(found -> new Example(file, found.group(1)));
    }

    Stream<Comment> seen() {
      return SEE.matcher(text)
          .results()
          .map(found -> TYPES.get(found.group(1)))
          .filter(type -> type != null);
    }

    String wish() {
      return publicType
          + " ("
          + ROOT.relativize(file)
          + ") has no example: give its Javadoc a <pre>{@code …}</pre>, or an @see to a type whose"
          + " Javadoc has one";
    }
  }

  private record Example(Path file, String code) {

    String firstLine() {
      return code.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    }

    /** Of what has no place in the text the first. */
    String line(long number) {
      return code.lines().skip(Math.max(0, number - 1)).findFirst().orElse("").strip();
    }
  }

  private static Path folder(String module) {
    String folder =
        module.equals("progress-spring-boot-starter") ? "progress-web/spring-boot-starter" : module;
    return ROOT.resolve(folder).resolve("src/main/java");
  }

  private static List<Path> sources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(folder(module))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Comment> comments(String module) throws IOException {
    JavacTask task = task(null, FILES.getJavaFileObjectsFromPaths(sources(module)));
    List<Comment> comments = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      new CommentScanner(module, DocTrees.instance(task), comments).scan(unit, null);
    }
    return comments;
  }

  private static final class CommentScanner
      extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final String module;
    private final DocTrees docs;
    private final List<Comment> comments;

    CommentScanner(String module, DocTrees docs, List<Comment> comments) {
      this.module = module;
      this.docs = docs;
      this.comments = comments;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
      boolean isTop = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      add(isPublic && isTop ? type.getSimpleName().toString() : null);
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      add(null);
      return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
      add(null);
      return super.visitVariable(variable, null);
    }

    private void add(@Nullable String type) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      String packageName = String.valueOf(unit.getPackageName());
      String text = docs.getDocComment(getCurrentPath());
      String publicType = packageName.contains(".internal") ? null : type;
      if (text != null || publicType != null) {
        Path file = Path.of(unit.getSourceFile().toUri());
        comments.add(new Comment(module, file, packageName, publicType, text == null ? "" : text));
      }
    }
  }

  private static Example host() {
    Path file = ROOT.resolve("examples/src/test/resources/host/Host.java");
    return new Example(file, text(file));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- whether it compiles -------------------------------------------------------------------

  /**
   * By name, as ours go before those of the JDK and of the host; and not those of later modules.
   */
  private static String imports(String module) {
    List<String> before = modules().subList(0, modules().indexOf(module) + 1);
    return before.stream()
        .flatMap(one -> publicTypes(one).stream())
        .map(type -> " import " + type.packageName() + "." + type.publicType() + ";")
        .reduce(IMPORTS, String::concat);
  }

  private static List<String> errors(List<Example> examples, String imports) throws IOException {
    Map<JavaFileObject, Example> units = new LinkedHashMap<>();
    for (Example example : examples) {
      units.put(unit(example, imports, "Example" + units.size()), example);
    }
    List<JavaFileObject> all = new ArrayList<>(units.keySet());
    all.add(new Unit("host/Host", HOST.code()));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    task(found, all).analyze();
    Map<Example, String> first = new LinkedHashMap<>();
    for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
      if (one.getKind() == Diagnostic.Kind.ERROR && !one.getCode().equals(OF_A_CLASS_FILE)) {
        Example example = units.getOrDefault(one.getSource(), HOST);
        first.putIfAbsent(example, message(one, example));
      }
    }
    return List.copyOf(first.values());
  }

  /** Statements, statements but for the last semicolon, or members: whichever can be parsed. */
  private static Unit unit(Example example, String imports, String name) throws IOException {
    String code = example.code().replace("…", "/* … */");
    String type = imports + " class " + name + " {";
    String method = type + " void example() throws Exception {";
    List<Unit> forms =
        List.of(
            new Unit(name, method + code + "\n}}"),
            new Unit(name, method + code + "\n;}}"),
            new Unit(name, type + code + "\n}"));
    for (Unit form : forms) {
      if (parses(form)) {
        return form;
      }
    }
    return forms.get(0);
  }

  private static boolean parses(Unit unit) throws IOException {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    task(found, List.of(unit)).parse();
    return found.getDiagnostics().isEmpty();
  }

  private static JavacTask task(
      @Nullable DiagnosticCollector<JavaFileObject> found,
      Iterable<? extends JavaFileObject> units) {
    List<String> options =
        List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
    return (JavacTask) JAVAC.getTask(null, FILES, found, options, null, units);
  }

  private static String message(Diagnostic<?> error, Example example) {
    return ROOT.relativize(example.file())
        + ", the example that begins with\n  "
        + example.firstLine()
        + "\ndoes not compile at\n  "
        + example.line(error.getLineNumber())
        + "\n"
        + error.getMessage(Locale.ROOT);
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final String code;

    Unit(String name, String code) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
