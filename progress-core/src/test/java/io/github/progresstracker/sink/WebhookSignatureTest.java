package io.github.progresstracker.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the first test are those of the reference libraries of Standard Webhooks. */
class WebhookSignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = utf8("{\"test\": 2432232314}");
  private static final String KNOWN = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  private final WebhookSignature signature = WebhookSignature.of(SECRET);

  @Test
  void signs_as_other_libraries_do() {
    assertThat(signature.sign(ID, AT, BODY)).isEqualTo(KNOWN);
  }

  @Test
  void the_prefix_of_a_secret_and_white_space_around_it_do_not_matter() {
    String bare = " " + SECRET.substring("whsec_".length()) + "\n";
    assertThat(WebhookSignature.of(bare).sign(ID, AT, BODY)).isEqualTo(KNOWN);
  }

  @Test
  void a_request_that_was_signed_is_genuine() {
    assertThat(signature.verify(headers(KNOWN)::get, BODY, AT)).isTrue();
  }

  @Test
  void while_secrets_change_old_and_new_receivers_both_find_their_signature() {
    String both = WebhookSignature.of(OTHER_SECRET, SECRET).sign(ID, AT, BODY);
    assertThat(both.split(" ")).hasSize(2).contains(KNOWN);
    assertThat(signature.verify(headers(both)::get, BODY, AT)).isTrue();
    assertThat(WebhookSignature.of(OTHER_SECRET).verify(headers(both)::get, BODY, AT)).isTrue();
  }

  @Test
  void a_receiver_with_two_secrets_takes_either() {
    WebhookSignature receiver = WebhookSignature.of(OTHER_SECRET, SECRET);
    assertThat(receiver.verify(headers(KNOWN)::get, BODY, AT)).isTrue();
  }

  @Test
  void signatures_of_other_versions_are_passed_over() {
    String many = "v1a,hnO3f9T8Ytu9 v2," + KNOWN.substring(3) + " " + KNOWN + " v1,";
    assertThat(signature.verify(headers(many)::get, BODY, AT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "v1,",
        "v1",
        "v1,g0hM9SsE",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,ĝ0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      })
  void a_wrong_signature_is_not_genuine(String wrong) {
    assertThat(signature.verify(headers(wrong)::get, BODY, AT)).isFalse();
  }

  @Test
  void a_changed_body_or_id_or_secret_is_not_genuine() {
    assertThat(signature.verify(headers(KNOWN)::get, utf8("{\"test\": 1}"), AT)).isFalse();
    Map<String, String> otherId = headers(KNOWN);
    otherId.put("webhook-id", "msg_2");
    assertThat(signature.verify(otherId::get, BODY, AT)).isFalse();
    assertThat(WebhookSignature.of(OTHER_SECRET).verify(headers(KNOWN)::get, BODY, AT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
  void a_request_without_one_of_the_headers_is_not_genuine(String missing) {
    Map<String, String> headers = headers(KNOWN);
    headers.remove(missing);
    assertThat(signature.verify(headers::get, BODY, AT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,true", "300,true", "-300,true", "301,false", "-301,false", "86400,false"})
  void a_request_is_good_for_five_minutes(long age, boolean good) {
    Instant now = AT.plusSeconds(age);
    assertThat(signature.verify(headers(KNOWN)::get, BODY, now)).isEqualTo(good);
  }

  @Test
  void the_tolerance_can_be_chosen() {
    Duration hour = Duration.ofHours(1);
    assertThat(signature.verify(headers(KNOWN)::get, BODY, AT.plusSeconds(3_600), hour)).isTrue();
    assertThat(signature.verify(headers(KNOWN)::get, BODY, AT, Duration.ZERO)).isTrue();
    assertThat(signature.verify(headers(KNOWN)::get, BODY, AT.plusMillis(1), Duration.ZERO))
        .isFalse();
    assertThatThrownBy(
            () -> signature.verify(headers(KNOWN)::get, BODY, AT, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tolerance must be >= 0, was PT-1S");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-1",
        "+1614265330",
        "1614265330.0",
        "1e9",
        "٢",
        "9223372036854775808"
      })
  void a_time_that_is_none_is_not_genuine_even_if_it_was_signed(String time) {
    Map<String, String> headers = headers(KNOWN);
    headers.put("webhook-timestamp", time);
    assertThat(signature.verify(headers::get, BODY, AT)).isFalse();
    assertThat(signature.verify(headers::get, BODY, Instant.MAX)).isFalse();
  }

  @Test
  void parts_cannot_be_moved_between_id_and_body() {
    byte[] body = utf8(AT.getEpochSecond() + ".rest");
    Map<String, String> moved = headers(signature.sign("id", AT, body));
    moved.put("webhook-id", "id." + AT.getEpochSecond());
    assertThat(signature.verify(moved::get, utf8("rest"), AT)).isFalse();
    assertThatThrownBy(() -> signature.sign("id.1", AT, BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full stop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "whsec_", "whsec_hush hush!", "kürbis", "whsec_c2hvcnQ=", "c2hvcnQ="})
  void a_bad_secret_is_refused_and_not_told(String bad) {
    assertThatThrownBy(() -> WebhookSignature.of(SECRET, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl rand -base64 32")
        .hasNoCause()
        .message()
        .doesNotContain("hush", "kürbis", "c2hvcnQ", SECRET);
  }

  private static Map<String, String> headers(String signatures) {
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", ID);
    headers.put("webhook-timestamp", Long.toString(AT.getEpochSecond()));
    headers.put("webhook-signature", signatures);
    return headers;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
