package io.vdb.server.api;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large a filter is.
 *
 * @param conditions how many conditions it has, those in filters inside included
 * @param largest how many values the condition has that has the most of them; a single one counts
 *     for nothing
 */
record FilterSize(int conditions, int largest) {

  private static final FilterSize NONE = new FilterSize(0, 0);

  /** Returns the size of a filter that may be absent. */
  static FilterSize of(@Nullable Filter filter) {
    if (filter == null) {
      return NONE;
    }
    Filter.MinShould minShould = filter.minShould();
    FilterSize size =
        of(filter.must()).plus(of(filter.should())).plus(of(filter.mustNot()));
    return minShould == null ? size : size.plus(of(minShould.conditions()));
  }

  private static FilterSize of(List<Condition> conditions) {
    FilterSize size = NONE;
    for (Condition condition : conditions) {
      size = size.plus(of(condition));
    }
    return size;
  }

  private static FilterSize of(Condition condition) {
    return switch (condition) {
      case Condition.Nested nested -> of(nested.filter());
      case Condition.NestedObject nested -> of(nested.filter());
      case Condition.MatchAny match -> one(match.values().size());
      case Condition.MatchExcept except -> one(except.values().size());
      case Condition.HasId ids -> new FilterSize(1, ids.ids().size());
      default -> new FilterSize(1, 0);
    };
  }

  private static FilterSize one(int values) {
    return new FilterSize(1, values > 1 ? values : 0);
  }

  private FilterSize plus(FilterSize other) {
    return new FilterSize(
        conditions + other.conditions, Math.max(largest, other.largest));
  }
}
