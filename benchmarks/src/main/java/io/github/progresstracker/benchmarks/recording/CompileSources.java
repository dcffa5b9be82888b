package io.github.progresstracker.benchmarks.recording;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Two phases in one counter: parsing is quick, generating is slow, and hard files come anywhere.
 */
final class CompileSources implements Job {

  private static final String MODULE = "java.desktop";
  private static final String PACKAGES = MODULE + "/javax/";
  private static final double USUAL_SHARE = 0.4;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    Path zip = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null || !Files.exists(zip)) {
      throw new SkippedException(
          "no compiler or no " + zip + "; run with a JDK that has its sources in lib/src.zip");
    }
    Path sources = scratch.resolve(MODULE);
    List<Path> files = extract(zip, USUAL_SHARE * run.size(), run.random("files"), sources);
    Path classes = Files.createDirectory(scratch.resolve("classes"));
    List<String> options =
        List.of(
            "--patch-module",
            MODULE + "=" + sources,
            "-d",
            classes.toString(),
            "-proc:none",
            "-nowarn");
    return new Work(2L * files.size(), recording -> compile(compiler, options, files, recording));
  }

  /** Takes a share of the sources; for the rest of the module the compiler has the classes. */
  private static List<Path> extract(Path zip, double share, SplittableRandom random, Path target)
      throws IOException {
    List<Path> files = new ArrayList<>();
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      List<String> all =
          archive.stream().map(ZipEntry::getName).filter(CompileSources::isWanted).toList();
      for (String name : Corpus.sample(all, share, random)) {
        Path file = target.resolve(name.substring(MODULE.length() + 1));
        Files.createDirectories(file.getParent());
        try (InputStream in = archive.getInputStream(archive.getEntry(name))) {
          Files.copy(in, file);
        }
        files.add(file);
      }
    }
    return files;
  }

  private static boolean isWanted(String name) {
    return name.startsWith(PACKAGES) && name.endsWith(".java") && !name.endsWith("-info.java");
  }

  private static void compile(
      JavaCompiler compiler, List<String> options, List<Path> files, Recording recording)
      throws IOException {
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  Writer.nullWriter(),
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Steps steps = new Steps(recording);
      task.addTaskListener(steps);
      if (!task.call()) {
        throw new IOException("the sources do not compile with this JDK");
      }
      recording.advance(files.size() - steps.generated.size());
    }
  }

  /** Counts a file when it is parsed and again when the first of its classes is written. */
  private static final class Steps implements TaskListener {
    private final Recording recording;
    private final Set<JavaFileObject> generated = new HashSet<>();

    Steps(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void finished(TaskEvent event) {
      boolean parsed = event.getKind() == TaskEvent.Kind.PARSE;
      boolean written = event.getKind() == TaskEvent.Kind.GENERATE;
      if (parsed || (written && generated.add(event.getSourceFile()))) {
        recording.advance();
      }
    }
  }
}
