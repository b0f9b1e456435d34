package io.vdb.server.api;

import io.vdb.core.model.CollectionConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients may ask of a collection, as a request gives it one by one, each checked at once. */
public final class NewStrictMode {

  private static final Set<String> AT_LEAST_ONE =
      Set.of(
          StrictMode.MAX_QUERY_LIMIT,
          StrictMode.MAX_TIMEOUT,
          StrictMode.READ_RATE_LIMIT,
          StrictMode.WRITE_RATE_LIMIT,
          StrictMode.MAX_POINTS_COUNT);

  private final Map<String, @Nullable Object> given = new LinkedHashMap<>();

  NewStrictMode() {}

  /** Sets what is on or off. */
  public void flag(String name, boolean value) {
    given.put(name, value);
  }

  /** Sets one of the whole numbers, which is not negative. */
  public void number(Place at, String name, long value) {
    if (name.equals(StrictMode.MAX_MEMORY_PERCENT) && (value < 1 || value > 100)) {
      throw at.invalid("value " + value + " invalid, must be from 1 to 100");
    }
    given.put(name, AT_LEAST_ONE.contains(name) ? positive(at, value) : value);
  }

  private static long positive(Place at, long value) {
    if (value < 1) {
      throw at.invalid("value " + value + " invalid, must be 1 or larger");
    }
    return value;
  }

  /** Sets how much more candidates than results may be wanted. */
  public void oversampling(Place at, double value) {
    if (!Double.isFinite(value)) {
      throw at.malformed("number `" + value + "` is out of the range of f64");
    }
    given.put(StrictMode.MAX_OVERSAMPLING, value);
  }

  /** Says that there are bounds for the vectors of this group, if only for none of them. */
  public void group(String group) {
    given.put(group, new LinkedHashMap<String, @Nullable Object>());
  }

  /** Sets the bound of one vector of the group; none when it has none. */
  @SuppressWarnings("unchecked") // as it was put
  public void vector(Place at, String group, String vector, @Nullable Long bound) {
    Map<String, @Nullable Object> all =
        (Map<String, @Nullable Object>)
            given.computeIfAbsent(group, _ -> new LinkedHashMap<String, @Nullable Object>());
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    if (bound != null) {
      one.put(StrictMode.boundOf(group), positive(at, bound));
    }
    all.put(vector, one);
    at.checkCount("vectors", all.size(), CollectionConfig.MAX_VECTORS);
  }

  Map<String, @Nullable Object> given() {
    return given;
  }
}
