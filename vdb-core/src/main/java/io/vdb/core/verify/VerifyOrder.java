package io.vdb.core.verify;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be looked at.
 *
 * @param scopes at least one
 * @param collection name of the only one to look at; all when absent
 * @param sample how many points are searched for, and how many values are filtered by, in each
 *     collection; 1 to 10,000
 * @param seed which ones, the same for the same number
 */
public record VerifyOrder(
    Set<VerifyScope> scopes, @Nullable String collection, int sample, long seed) {

  /** Points of a sample where nobody says how many. */
  public static final int DEFAULT_SAMPLE = 100;

  /** The largest sample. */
  public static final int MAX_SAMPLE = 10_000;

  /** Checks and copies. */
  public VerifyOrder {
    if (scopes.isEmpty() || sample < 1 || sample > MAX_SAMPLE) {
      throw new IllegalArgumentException("no scopes, or a sample of " + sample);
    }
    scopes = Collections.unmodifiableSet(EnumSet.copyOf(scopes));
  }

  /** Everything, in all collections. */
  public static VerifyOrder all() {
    return of(EnumSet.allOf(VerifyScope.class));
  }

  /** These, in all collections. */
  public static VerifyOrder of(Set<VerifyScope> scopes) {
    return new VerifyOrder(scopes, null, DEFAULT_SAMPLE, 0);
  }

  /** Tells whether a check is wanted. */
  public boolean wants(VerifyCheck check) {
    return scopes.contains(check.scope());
  }

  /** Tells whether a collection is wanted. */
  public boolean wants(String name) {
    return collection == null || collection.equals(name);
  }
}
