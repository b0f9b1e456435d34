package io.vdb.observability.spi;

import java.util.List;

/**
 * A label of a metric.
 *
 * @param name lower snake case
 * @param values the closed set of values; empty when the set is known only at run time (such as
 *     route templates or collection names)
 */
public record Label(String name, List<String> values) {

  /** Checks the name and copies the values. */
  public Label {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("not a label name: " + name);
    }
    values = List.copyOf(values);
  }

  /** A label with a closed set of values. */
  public static Label of(String name, String... values) {
    return new Label(name, List.of(values));
  }

  /** A label whose values are bounded by whoever records. */
  public static Label open(String name) {
    return new Label(name, List.of());
  }

  /** Tells whether {@code value} may be used. */
  public boolean allows(String value) {
    return values.isEmpty() || values.contains(value);
  }
}
