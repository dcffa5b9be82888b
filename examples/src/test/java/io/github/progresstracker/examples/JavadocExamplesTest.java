package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples in Javadoc: each public type has one, or an {@code @see} to a type that has one, and
 * all of them compile. So do those of the README and of the overview of the site. Statements that
 * name nothing of a host are run as well.
 *
 * <p>What has the tags {@code pre} and {@code code} is Java; what is not Java has the first alone.
 * It is statements or members of a class, and may leave out the last semicolon. An ellipsis stands
 * for the host's own code. The public types of its module and of those before it are imported, and
 * what a host has is in {@code host/Host.java}.
 */
class JavadocExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

  private static final Path OVERVIEW = ROOT.resolve("docs/javadoc/overview.html");

  /** Newer compilers say it of our classes that name Spring's, which are not on the class path. */
  private static final String OF_A_CLASS_FILE = "compiler.err.cant.attach.type.annotations";

  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\b(.*?)}</pre>", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("System\\.getenv\\(\"(\\w+)\"\\)");

  /** Code of the host's own, and a server of its own. */
  private static final Pattern OF_A_HOST = Pattern.compile("…|HttpClient");

  private static final Pattern SEE = Pattern.compile("@see\\s+(?:[a-z]\\w*\\.)*(\\w+)");

  private static final String IMPORTS =
      "import java.io.*; import java.math.*; import java.net.*; import java.net.http.*;"
          + " import java.net.http.HttpResponse.*; import java.nio.file.*; import java.sql.*;"
          + " import java.time.*; import java.util.*; import java.util.concurrent.*;"
          + " import javax.sql.*; import org.slf4j.*;";
  private static final String IMPORT_HOST = " import static host.Host.*;";

  /** Of the form that a webhook wants, and long enough for a token. */
  private static final String SECRET = "whsec_cHJvZ3Jlc3MtdHJhY2tlci1wcm9ncmVzcy10cmFja2Vy";

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
  void examples_of_the_overview_compile() throws IOException {
    List<Example> examples = overview();
    assertThat(examples).isNotEmpty();
    assertThat(errors(examples, imports("mtproto-adapter"))).isEmpty();
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

  @Test
  void examples_that_need_no_host_run_as_they_stand(@TempDir Path folder) throws Exception {
    List<Program> programs = programs();
    assertThat(programs).as("examples that need no host").hasSizeGreaterThan(25);
    assertThat(programs).extracting(program -> program.example().file()).contains(OVERVIEW);
    compile(programs, folder);
    List<String> said = run(programs, folder);
    assertThat(
            programs.stream()
                .filter(program -> !said.contains("ran " + program.name()))
                .map(Program::wish))
        .as("what they said:\n%s", String.join("\n", said))
        .isEmpty();
  }

  private static List<Example> overview() {
    return examples(OVERVIEW, text(OVERVIEW)).toList();
  }

  private static Stream<Example> examples(Path file, String text) {
    return EXAMPLE.matcher(text).results().map(found -> new Example(file, found.group(1)));
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
      return JavadocExamplesTest.examples(file, text);
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
    return IMPORTS + IMPORT_HOST + importsOf(before.stream());
  }

  private static String importsOf(Stream<String> modules) {
    return modules
        .flatMap(one -> publicTypes(one).stream())
        .map(type -> " import " + type.packageName() + "." + type.publicType() + ";")
        .collect(Collectors.joining());
  }

  private static List<String> errors(List<Example> examples, String imports) throws IOException {
    Map<JavaFileObject, Example> units = new LinkedHashMap<>();
    for (Example example : examples) {
      units.put(unit(example, imports, "Example" + units.size()), example);
    }
    List<JavaFileObject> all = new ArrayList<>(units.keySet());
    all.add(new Unit("host/Host", HOST.code(), false));
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
            new Unit(name, method + code + "\n}}", true),
            new Unit(name, method + code + "\n;}}", true),
            new Unit(name, type + code + "\n}", false));
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
    return (JavacTask) JAVAC.getTask(null, FILES, found, options(), null, units);
  }

  private static List<String> options(String... more) {
    List<String> options = new ArrayList<>(List.of("-proc:none", "-Xlint:none"));
    options.addAll(List.of("-Xmaxerrs", "10000", "-cp", System.getProperty("java.class.path")));
    options.addAll(List.of(more));
    return options;
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

  // ---- whether it runs -----------------------------------------------------------------------

  /** An example that is all there is to it. */
  private record Program(String name, Example example, Unit unit) {

    String wish() {
      return ROOT.relativize(example.file())
          + ", the example that begins with\n  "
          + example.firstLine()
          + "\ncompiles without a host and does not run to its end";
    }
  }

  /** Statements that compile without the host. Those with Spring need an application. */
  private static List<Program> programs() throws IOException {
    List<String> modules = modules().stream().filter(one -> !one.contains("spring")).toList();
    Map<JavaFileObject, Program> programs = new LinkedHashMap<>();
    for (String module : modules) {
      String imports =
          IMPORTS + importsOf(modules.subList(0, modules.indexOf(module) + 1).stream());
      put(programs, commentsOf(module).flatMap(Comment::examples).toList(), imports);
    }
    put(programs, overview(), IMPORTS + importsOf(modules.stream()));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    task(found, programs.keySet()).analyze();
    found.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .forEach(error -> programs.remove(error.getSource()));
    return List.copyOf(programs.values());
  }

  private static void put(
      Map<JavaFileObject, Program> programs, List<Example> examples, String imports)
      throws IOException {
    for (Example example : examples) {
      String name = "Program" + programs.size();
      // Any port that is free.
      Example free = new Example(example.file(), example.code().replace("serve(8080)", "serve(0)"));
      Unit unit = unit(free, imports, name);
      if (unit.hasStatements() && !OF_A_HOST.matcher(example.code()).find()) {
        programs.put(unit, new Program(name, example, unit));
      }
    }
  }

  private static void compile(List<Program> programs, Path folder) throws IOException {
    List<JavaFileObject> units = new ArrayList<>(programs.stream().map(Program::unit).toList());
    units.add(new Unit("Programs", starter(programs), false));
    try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, Locale.ROOT, null)) {
      List<String> options = options("-d", folder.toString());
      assertThat(JAVAC.getTask(null, files, null, options, null, units).call()).isTrue();
    }
  }

  /** Runs one after the other, and leaves no thread of theirs behind. */
  private static String starter(List<Program> programs) {
    return programs.stream()
        .map(Program::name)
        .map(name -> "run(\"" + name + "\", () -> new " + name + "().example());")
        .collect(
            Collectors.joining(
                "\n",
                """
                class Programs {
                  interface Body { void run() throws Exception; }
                  static void run(String name, Body body) {
                    try {
                      body.run();
                      System.out.println("ran " + name);
                    } catch (Throwable thrown) {
                      System.out.println("thrown by " + name);
                      thrown.printStackTrace(System.out);
                    }
                  }
                  public static void main(String[] args) {
                """,
                "System.exit(0);}}"));
  }

  /** All that they say. What they keep is kept in the folder; their secrets are all the same. */
  private static List<String> run(List<Program> programs, Path folder) throws Exception {
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "Programs")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    for (Program program : programs) {
      VARIABLE
          .matcher(program.example().code())
          .results()
          .forEach(found -> builder.environment().put(found.group(1), SECRET));
    }
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("all have ended").isTrue();
      return Files.readAllLines(said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final String code;
    private final boolean statements;

    Unit(String name, String code, boolean statements) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.code = code;
      this.statements = statements;
    }

    boolean hasStatements() {
      return statements;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
