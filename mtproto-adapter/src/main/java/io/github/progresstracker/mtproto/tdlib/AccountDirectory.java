package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Where the session of an account is kept. A file in it gives it an identity that a copy of the
 * directory shares, so that a lease also keeps two machines from using one session: Telegram
 * destroys a session that it sees twice (AUTH_KEY_DUPLICATED).
 */
final class AccountDirectory {

  private static final String IDENTITY = "progress-account-id";

  private final Path path;
  private final String identity;

  private AccountDirectory(Path path, String identity) {
    this.path = path;
    this.identity = identity;
  }

  /** Opens the directory; one that is not there is made, for its owner alone. */
  static AccountDirectory open(Path path) throws SourceException.InvalidInput {
    try {
      Files.createDirectories(path, ownerOnly());
      Path file = path.resolve(IDENTITY);
      if (Files.notExists(file)) {
        Files.writeString(file, UUID.randomUUID() + "\n", StandardCharsets.UTF_8);
      }
      String identity = Files.readString(file, StandardCharsets.UTF_8).strip();
      return new AccountDirectory(path.toAbsolutePath(), UUID.fromString(identity).toString());
    } catch (IOException e) {
      throw new SourceException.InvalidInput(
          "the account's directory " + path + " cannot be used: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new SourceException.InvalidInput(
          path.resolve(IDENTITY) + " is damaged; delete it if nobody else uses this account", e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  Path path() {
    return path;
  }

  String leaseName() {
    return "mtproto/account/" + identity;
  }
}
