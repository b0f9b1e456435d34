package io.vdb.server.rest;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.server.api.FilterBudget;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads filters. One instance reads the filters of one request and counts their conditions. */
final class FilterReader {

  private final JsonReader in;
  private final FilterBudget budget;
  private final ConditionReader conditions;

  FilterReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.budget = new FilterBudget(limits);
    this.conditions = new ConditionReader(in, this, budget, limits);
  }

  /** Reads a filter, or nothing when it is null. */
  @Nullable Filter optional() throws IOException {
    return in.isNull() ? null : filter();
  }

  /** Reads a filter. */
  Filter filter() throws IOException {
    Clauses clauses = new Clauses();
    nested(() -> in.object(name -> clauses.read(name)));
    return clauses.filter();
  }

  /** Reads something that nests one level deeper. */
  void nested(JsonReader.Element element) throws IOException {
    budget.enter(in);
    element.read();
    budget.leave();
  }

  /** The clauses of one filter. */
  final class Clauses {

    private List<Condition> must = List.of();
    private List<Condition> should = List.of();
    private List<Condition> mustNot = List.of();
    private Filter.@Nullable MinShould minShould;

    /** Tells whether a field of this name belongs to a filter. */
    static boolean isClause(String name) {
      return switch (name) {
        case "must", "should", "must_not", "min_should" -> true;
        default -> false;
      };
    }

    void read(String name) throws IOException {
      switch (name) {
        case "must" -> must = conditions();
        case "should" -> should = conditions();
        case "must_not" -> mustNot = conditions();
        case "min_should" -> minShould = in.isNull() ? null : minShould();
        default -> throw in.unknownField(name, "should", "min_should", "must", "must_not");
      }
    }

    Filter filter() {
      return new Filter(must, should, mustNot, minShould);
    }
  }

  Clauses clauses() {
    return new Clauses();
  }

  private List<Condition> conditions() throws IOException {
    if (in.isNull()) {
      return List.of();
    }
    if (in.isObject()) {
      return List.of(condition());
    }
    List<Condition> list = new ArrayList<>();
    in.array(() -> list.add(condition()));
    return list;
  }

  /** Returns what reads one condition, for a place where something else may stand as well. */
  ConditionReader conditionReader() {
    budget.condition(in);
    return conditions;
  }

  private Condition condition() throws IOException {
    budget.condition(in);
    return conditions.condition();
  }

  private Filter.MinShould minShould() throws IOException {
    List<Condition> list = new ArrayList<>();
    int[] minCount = {-1};
    boolean[] given = {false};
    in.object(
        name -> {
          switch (name) {
            case "conditions" -> {
              list.addAll(conditions());
              given[0] = true;
            }
            case "min_count" -> minCount[0] = in.usize();
            default -> throw in.unknownField(name, "conditions", "min_count");
          }
        });
    if (!given[0]) {
      throw in.missing("conditions");
    }
    if (minCount[0] < 0) {
      throw in.missing("min_count");
    }
    return new Filter.MinShould(list, minCount[0]);
  }
}
