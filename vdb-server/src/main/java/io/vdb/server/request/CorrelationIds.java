package io.vdb.server.request;

import com.linecorp.armeria.common.HttpHeaders;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The ids that join everything a request causes: the client's own where it is fit to be logged. */
final class CorrelationIds {

  static final String HEADER = "x-correlation-id";
  static final String REQUEST_ID = "x-request-id";
  private static final int MAX_LENGTH = 128;
  private static final long VERSION_4 = 0x4000L;
  private static final long VERSION_MASK = 0xf000L;
  private static final long VARIANT = 1L << 63;
  private static final long VARIANT_MASK = 3L << 62;

  private CorrelationIds() {}

  /** Takes the client's id, or makes one. */
  static String of(HttpHeaders headers) {
    String id = headers.get(HEADER);
    if (id != null && isWellFormed(id)) {
      return id;
    }
    String requestId = requestId(headers);
    return requestId == null ? random() : requestId;
  }

  /** Returns what the client calls its request id; absent when it is not fit to be logged. */
  static @Nullable String requestId(HttpHeaders headers) {
    String id = headers.get(REQUEST_ID);
    return id != null && isWellFormed(id) ? id : null;
  }

  /** A random UUID; from a generator that takes no lock, as nobody gains by guessing it. */
  static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
            (random.nextLong() & ~VERSION_MASK) | VERSION_4,
            (random.nextLong() & ~VARIANT_MASK) | VARIANT)
        .toString();
  }

  private static boolean isWellFormed(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
