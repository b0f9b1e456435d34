package io.vdb.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** A secret that clients show. Only its digest is kept, so that it cannot be printed. Immutable. */
public final class ApiKey {

  private static final Pattern WELL_FORMED = Pattern.compile("[!-~]{8,512}");

  /** Shorter keys can be guessed by whoever is patient, unless they are very random. */
  private static final int GOOD_LENGTH = 16;

  private final byte[] digest;
  private final boolean isShort;

  private ApiKey(byte[] digest, boolean isShort) {
    this.digest = digest;
    this.isShort = isShort;
  }

  /**
   * A key.
   *
   * @param text 8 to 512 visible ASCII characters
   * @throws IllegalArgumentException saying what is expected, and not what was given
   */
  public static ApiKey of(String text) {
    if (!WELL_FORMED.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected a key of 8 to 512 visible ASCII characters without blanks");
    }
    return new ApiKey(digest(text), text.length() < GOOD_LENGTH);
  }

  /** Tells whether a client's text is this key; takes the same time whatever is wrong with it. */
  boolean matches(String shown) {
    return MessageDigest.isEqual(digest, digest(shown));
  }

  /** Tells whether it is the same secret as another. */
  public boolean isSameAs(ApiKey other) {
    return MessageDigest.isEqual(digest, other.digest);
  }

  /** Tells whether it has fewer characters than the 16 that a key should have. */
  public boolean isShort() {
    return isShort;
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
