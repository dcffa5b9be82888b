package io.github.progresstracker.sink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs webhooks and tells whether a webhook is genuine, by the symmetric scheme of the <a
 * href="https://www.standardwebhooks.com">Standard Webhooks</a> specification 1.0.0, for which
 * there are libraries in most languages. A receiver in Java needs no more than this class:
 *
 * <pre>{@code
 * boolean isGenuine(Map<String, String> headers, byte[] body) {    // names in lower case
 *   WebhookSignature signature = WebhookSignature.of(System.getenv("WEBHOOK_SECRET"));
 *   return signature.verify(headers::get, body, Instant.now());    // body as received
 * }
 * }</pre>
 *
 * <p>The signature is HMAC-SHA256 of {@code id.timestamp.body}, in Base64 after {@code v1,}; with
 * several secrets there are several, separated by spaces. A genuine request may still arrive twice:
 * its {@code webhook-id} tells.
 *
 * <p>A secret is Base64 of 24 random bytes or more, with {@code whsec_} before it or not; {@code
 * openssl rand -base64 32} makes one. Immutable; all methods may be called by any thread.
 */
public final class WebhookSignature {

  /** How far the time of a request may be from the receiver's unless told otherwise. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String SECRET_PREFIX = "whsec_";
  private static final String VERSION_PREFIX = "v1,";
  private static final int LEAST_SECRET_BYTES = 24;
  private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,12}");

  private final List<SecretKeySpec> keys;

  private WebhookSignature(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * Takes the secret, or all that are valid while one takes the place of another: a sender signs
   * with each of them, a receiver is content with any.
   *
   * @param secret as described above
   * @param more further secrets
   * @return the signature
   * @throws IllegalArgumentException if a secret is empty, not Base64 or too short; the message
   *     does not tell the secret
   */
  public static WebhookSignature of(String secret, String... more) {
    List<SecretKeySpec> keys = new ArrayList<>();
    keys.add(key(secret));
    for (String another : more) {
      keys.add(key(another));
    }
    return new WebhookSignature(List.copyOf(keys));
  }

  /**
   * Signs a request, as {@link WebhookSink} does; for tests of receivers.
   *
   * @param id of the webhook; without a full stop
   * @param at when the request is made; whole seconds count
   * @param body as it is sent
   * @return the value of the header {@code webhook-signature}, one signature for each secret
   * @throws IllegalArgumentException if the id has a full stop in it
   */
  public String sign(String id, Instant at, byte[] body) {
    if (id.contains(".")) {
      throw new IllegalArgumentException(
          "the id of a webhook must have no full stop, which separates what is signed; was " + id);
    }
    String timestamp = Long.toString(at.getEpochSecond());
    return keys.stream()
        .map(key -> signature(key, id, timestamp, body))
        .collect(Collectors.joining(" "));
  }

  /**
   * Tells whether a request is genuine and not older, or newer, than {@link #TOLERANCE}.
   *
   * @param header gives the value of a header by its name in lower case, or null if the request has
   *     none; such as {@code request::getHeader}
   * @param body as received
   * @param now the receiver's time
   * @return false also if headers are missing or make no sense; nothing is thrown for that
   */
  public boolean verify(Function<String, @Nullable String> header, byte[] body, Instant now) {
    return verify(header, body, now, TOLERANCE);
  }

  /**
   * Tells whether a request is genuine and of about now. The comparison takes as long for a
   * signature that is nearly right as for one that is all wrong.
   *
   * @param header gives the value of a header by its name in lower case, or null if the request has
   *     none; such as {@code request::getHeader}
   * @param body as received
   * @param now the receiver's time
   * @param tolerance how far the request's time may be from it, to either side; zero or more
   * @return false also if headers are missing or make no sense; nothing is thrown for that
   * @throws IllegalArgumentException if {@code tolerance} is negative
   */
  public boolean verify(
      Function<String, @Nullable String> header, byte[] body, Instant now, Duration tolerance) {
    if (tolerance.isNegative()) {
      throw new IllegalArgumentException("tolerance must be >= 0, was " + tolerance);
    }
    String id = header.apply(ID);
    String timestamp = header.apply(TIMESTAMP);
    String signatures = header.apply(SIGNATURE);
    return id != null
        && timestamp != null
        && signatures != null
        && !id.contains(".")
        && isAbout(now, tolerance, timestamp)
        && hasOneOf(signatures, id, timestamp, body);
  }

  private static boolean isAbout(Instant now, Duration tolerance, String timestamp) {
    if (!UNIX_SECONDS.matcher(timestamp).matches()) {
      return false;
    }
    try {
      Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp));
      return Duration.between(at, now).abs().compareTo(tolerance) <= 0;
    } catch (DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private boolean hasOneOf(String signatures, String id, String timestamp, byte[] body) {
    List<byte[]> genuine =
        keys.stream().map(key -> ascii(signature(key, id, timestamp, body))).toList();
    for (String candidate : signatures.split(" ", -1)) {
      byte[] bytes = ascii(candidate);
      if (genuine.stream().anyMatch(signature -> MessageDigest.isEqual(signature, bytes))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String signature(SecretKeySpec key, String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return VERSION_PREFIX + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static SecretKeySpec key(String secret) {
    String text = Objects.requireNonNull(secret, "secret").strip();
    String base64 = text.startsWith(SECRET_PREFIX) ? text.substring(SECRET_PREFIX.length()) : text;
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // Its message would tell a character of the secret.
      throw badSecret("is not Base64");
    }
    if (bytes.length < LEAST_SECRET_BYTES) {
      throw badSecret("has " + bytes.length + " bytes");
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  private static IllegalArgumentException badSecret(String what) {
    return new IllegalArgumentException(
        "a webhook's secret must be Base64 of "
            + LEAST_SECRET_BYTES
            + " bytes or more, with or without "
            + SECRET_PREFIX
            + " before it; this one "
            + what
            + ". Make one with: openssl rand -base64 32");
  }
}
