package io.vdb.server.api;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What one condition asks of its field. It holds when any of its tests does. */
public final class FieldTests {

  private final List<Function<PayloadPath, Condition>> tests = new ArrayList<>();

  /** Adds a test of the field at a path that is known only later. */
  public void add(Function<PayloadPath, Condition> test) {
    tests.add(test);
  }

  /** Adds a test that is to hold, or is not to. */
  public void add(Function<PayloadPath, Condition> test, boolean expected) {
    tests.add(
        expected ? test : path -> new Condition.Nested(Filter.mustNot(test.apply(path))));
  }

  /** Returns the condition on a field. */
  public Condition on(PayloadPath field, Place at) {
    if (tests.isEmpty()) {
      throw at.invalid("At least one field condition must be specified");
    }
    List<Condition> conditions = tests.stream().map(test -> test.apply(field)).toList();
    return conditions.size() == 1
        ? conditions.getFirst()
        : new Condition.Nested(Filter.should(conditions.toArray(Condition[]::new)));
  }
}
