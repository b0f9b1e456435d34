package io.vdb.core.filter;

import io.vdb.core.error.VdbException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The values that match conditions compare with. */
final class MatchValues {

  private MatchValues() {}

  static Set<Object> copy(Set<Object> values) {
    Set<Object> copy = new LinkedHashSet<>();
    for (Object value : values) {
      copy.add(
          switch (value) {
            case Long n -> n;
            case Integer n -> n.longValue();
            case String s -> s;
            case Boolean b -> b;
            default ->
                throw VdbException.invalid(
                    "match takes integers, strings and booleans, not " + value.getClass().getName());
          });
    }
    return Collections.unmodifiableSet(copy);
  }
}
