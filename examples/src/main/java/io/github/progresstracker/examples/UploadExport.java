package io.github.progresstracker.examples;

import io.github.progresstracker.analysis.RunExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** A file for a run; its name says the form. */
final class UploadExport {

  private final Path file;
  private final boolean csv;

  private UploadExport(Path file, boolean csv) {
    this.file = file;
    this.csv = csv;
  }

  /** Finds out before the work begins, not after it, whether the file can be written. */
  static UploadExport to(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean csv = name.endsWith(".csv");
    if (!csv && !name.endsWith(".json")) {
      throw new BadInputException("--export must end in .json or .csv, was " + file);
    }
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new BadInputException("--export cannot be written: " + Problems.reason(e), e);
    }
    return new UploadExport(file, csv);
  }

  /** The table has a line for each part of the job as well, which the tree has lost by its end. */
  void write(UploadReport report) {
    try {
      Files.writeString(
          file, csv ? RunExport.csv(report.ends()) : RunExport.json(report.end()) + "\n");
    } catch (IOException e) {
      throw new RunFailedException(
          "the run is done, but --export cannot be written: " + Problems.reason(e), e);
    }
  }
}
