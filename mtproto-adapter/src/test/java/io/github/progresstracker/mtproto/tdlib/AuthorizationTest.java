package io.github.progresstracker.mtproto.tdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.kit.FakeTdJson;
import io.github.progresstracker.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in, at a terminal. */
class AuthorizationTest {

  @TempDir private Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final FakeTdJson json = new FakeTdJson(clock);
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void phone_code_and_password_are_asked_for_and_again_if_they_are_wrong() throws Exception {
    json.login("22222", "secret");
    open("+9996621234\n11111\n22222\nwrong\nsecret\n");
    assertThat(shown())
        .containsSubsequence(
            "Phone number",
            "by SMS",
            "Telegram refused that: PHONE_CODE_INVALID",
            "by SMS",
            "hint: the usual",
            "PASSWORD_HASH_INVALID",
            "hint: the usual");
  }

  @Test
  void an_empty_number_logs_in_by_a_link_that_is_confirmed_elsewhere() throws Exception {
    json.login("22222", null);
    Login login =
        new TerminalLogin(
            new StringReader("\n"), print(), null, link -> "[drawing of " + link + "]") {
          @Override
          public void confirm(String link) {
            super.confirm(link);
            json.confirmLink(1);
          }
        };
    open(login);
    assertThat(shown()).contains("[drawing of tg://login?token=fake]", "Link Desktop Device");
  }

  @Test
  void who_is_refused_for_ever_or_goes_away_is_not_logged_in() {
    json.login("22222", null);
    assertThatThrownBy(() -> open("+1\n" + "0\n".repeat(20)))
        .isInstanceOf(SourceException.NotAuthorized.class)
        .hasMessageContaining("PHONE_CODE_INVALID");
    assertThatThrownBy(() -> open("+1\n"))
        .isInstanceOf(SourceException.NotAuthorized.class)
        .hasMessageContaining("nobody answers");
  }

  private void open(String answers) throws Exception {
    open(new TerminalLogin(new StringReader(answers), print(), null, noDrawing()));
  }

  private static Login.@Nullable LinkView noDrawing() {
    return null;
  }

  private void open(Login login) throws Exception {
    TdlibAccount account = TdlibAccount.of(1, "hash", directory, List.of());
    try (Tdlib tdlib = Tdlib.over(json, clock);
        HistorySource source =
            TdlibHistorySource.open(tdlib, account, login, LeaseStore.inMemory(clock))) {
      assertThat(source.channels()).isEmpty();
    }
  }

  private PrintStream print() {
    return new PrintStream(shown, true, StandardCharsets.UTF_8);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
