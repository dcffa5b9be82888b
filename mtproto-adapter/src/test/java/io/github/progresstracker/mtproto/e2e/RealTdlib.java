package io.github.progresstracker.mtproto.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.tdlib.Login;
import io.github.progresstracker.mtproto.tdlib.Tdlib;
import io.github.progresstracker.mtproto.tdlib.TdlibAccount;
import io.github.progresstracker.mtproto.tdlib.TdlibHistorySource;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real library, patched, and the data centre it talks to. Where it is and which schema it
 * speaks is said by the system properties {@code progress.e2e.library} and {@code
 * progress.e2e.schema}.
 */
final class RealTdlib implements AutoCloseable {

  private final LoopbackDataCentre dataCentre;
  private final Tdlib tdlib;
  private final LeaseStore leases = LeaseStore.inMemory(ProgressClock.system());

  private RealTdlib(LoopbackDataCentre dataCentre, Tdlib tdlib) {
    this.dataCentre = dataCentre;
    this.tdlib = tdlib;
  }

  static RealTdlib start(ScriptedTelegram telegram, Path directory)
      throws IOException, GeneralSecurityException, SourceException {
    assertThat(interfaces())
        .as("network interfaces: the library would try to reach Telegram's servers over any other")
        .containsOnly("lo");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    KeyPair keys = generator.generateKeyPair();
    Path library =
        PatchedLibrary.of(path("progress.e2e.library"), (RSAPublicKey) keys.getPublic(), directory);
    TlSchema schema = new TlSchema(path("progress.e2e.schema"));
    LoopbackDataCentre dataCentre = new LoopbackDataCentre(schema, keys, telegram);
    return new RealTdlib(dataCentre, Tdlib.load(library));
  }

  private static List<String> interfaces() throws SocketException {
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .filter(RealTdlib::isUp)
        .map(NetworkInterface::getName)
        .toList();
  }

  private static boolean isUp(NetworkInterface one) {
    try {
      return one.isUp();
    } catch (SocketException e) {
      return true;
    }
  }

  private static Path path(String property) {
    String value = System.getProperty(property);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(property + " is not set; see .ci/tdlib-e2e");
    }
    return Path.of(value);
  }

  TdlibHistorySource open(Path directory, String... channels)
      throws SourceException, InterruptedException {
    TdlibAccount account =
        TdlibAccount.of(1, "x", directory, List.of(channels))
            .onTestServers()
            .via(dataCentre.proxy());
    return TdlibHistorySource.open(tdlib, account, new Typed(), leases);
  }

  @Override
  public void close() throws IOException {
    tdlib.close();
    dataCentre.close();
  }

  /** A person who types a wrong code first. */
  private static final class Typed implements Login {
    private boolean refused;

    @Override
    public @Nullable String phoneNumber() {
      return "+9996621234";
    }

    @Override
    public void confirm(String link) {
      throw new IllegalStateException("nobody scans " + link);
    }

    @Override
    public String code(String sentBy) {
      return refused ? "22222" : "11111";
    }

    @Override
    public String password(String hint) {
      throw new IllegalStateException("there is no password");
    }

    @Override
    public void refused(String problem) {
      refused = true;
    }
  }
}
