package io.vdb.server.request;

import com.linecorp.armeria.common.HttpHeaders;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The ids that join everything a request causes: the client's own where it is fit to be logged. */
final class CorrelationIds {

  static final String HEADER = "x-correlation-id";
  private static final String REQUEST_ID = "x-request-id";
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
    String requestId = headers.get(REQUEST_ID);
    return requestId != null && isWellFormed(requestId) ? requestId : random();
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
