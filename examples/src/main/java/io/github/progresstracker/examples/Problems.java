package io.github.progresstracker.examples;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong with files and servers, for people. */
final class Problems {

  private Problems() {}

  /** In one line. The messages of some exceptions are nothing but a path. */
  static String reason(Exception problem) {
    if (problem instanceof FileSystemException files && files.getReason() == null) {
      return files.getFile() + ": " + what(files);
    }
    String message = problem.getMessage();
    return message == null
        ? problem.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String what(FileSystemException problem) {
    if (problem instanceof AccessDeniedException) {
      return "no permission";
    }
    if (problem instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    return problem instanceof FileAlreadyExistsException
        ? "there is a file of that name"
        : problem.getClass().getSimpleName();
  }
}
