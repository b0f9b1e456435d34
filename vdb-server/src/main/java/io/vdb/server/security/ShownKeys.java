package io.vdb.server.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that came with a request. Immutable; never printed. */
public final class ShownKeys {

  private static final String BEARER = "Bearer ";

  private final List<String> keys;

  private ShownKeys(List<String> keys) {
    this.keys = keys;
  }

  /**
   * Finds the keys.
   *
   * @param authorization header {@code Authorization}; a key follows {@code Bearer}, other schemes
   *     are passed over
   * @param apiKey header {@code api-key}
   */
  public static ShownKeys of(@Nullable String authorization, @Nullable String apiKey) {
    List<String> keys = new ArrayList<>(2);
    if (authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      keys.add(authorization.substring(BEARER.length()).strip());
    }
    if (apiKey != null) {
      keys.add(apiKey);
    }
    return new ShownKeys(List.copyOf(keys));
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  boolean hold(ApiKey key) {
    boolean found = false;
    for (String shown : keys) {
      found |= key.matches(shown);
    }
    return found;
  }

  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
