package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.PayloadPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of the payloads of a collection, and the place where every filter of it gets its
 * meaning. Safe for concurrent use; changes take turns.
 */
final class CollectionSchema {

  private static final Set<FieldType> ORDERED =
      Set.of(FieldType.INTEGER, FieldType.FLOAT, FieldType.DATETIME);
  private static final Set<FieldType> FACETED =
      Set.of(FieldType.KEYWORD, FieldType.INTEGER, FieldType.BOOL, FieldType.UUID);

  /**
   * How many points had values of the declared types.
   *
   * @param sequence the state of the points
   */
  private record Counted(long sequence, PayloadSchema schema, List<DeclaredField> fields) {}

  private final RequestChecks checks;
  private final PayloadIndexMetrics metrics;
  private final ReadFilter unfiltered;
  private volatile PayloadSchema schema;
  private volatile Counted counted = new Counted(-1, PayloadSchema.EMPTY, List.of());

  CollectionSchema(PayloadSchema schema, RequestChecks checks, PayloadIndexMetrics metrics) {
    this.schema = schema;
    this.checks = checks;
    this.metrics = metrics;
    this.unfiltered = new ReadFilter(null, Set.of(), metrics);
  }

  PayloadSchema current() {
    return schema;
  }

  /** Replaces the schema; whoever asked before goes on with what it was told. */
  void become(PayloadSchema changed) {
    schema = changed;
  }

  /** Checks the filter of a write, and returns what it means. */
  Filter resolve(Filter filter) {
    checks.filter(filter);
    return schema.resolve(filter);
  }

  /** Checks the filter of a read, and returns what it means. */
  ReadFilter forRead(@Nullable Filter filter) {
    if (filter == null || filter.isEmpty()) {
      return unfiltered;
    }
    checks.filter(filter);
    return forChecked(filter);
  }

  /** Returns what the filter of a read means that is made of filters which were checked. */
  ReadFilter forChecked(@Nullable Filter filter) {
    if (filter == null || filter.isEmpty()) {
      return unfiltered;
    }
    PayloadSchema now = schema;
    return new ReadFilter(now.resolve(filter), now.touchedBy(filter), metrics);
  }

  /**
   * Returns the type of a field whose values have an order.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when no such type is declared of it
   */
  FieldType ordered(PayloadPath field) {
    return declared(
        field,
        ORDERED,
        "No range index for `order_by` key: `%s`. Create one of type integer, float or datetime");
  }

  /**
   * Returns the type of a field whose values can be told apart.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when no such type is declared of it
   */
  FieldType faceted(PayloadPath field) {
    return declared(
        field,
        FACETED,
        "No appropriate index for faceting: `%s`. Create one of type keyword, integer, bool or uuid");
  }

  private FieldType declared(PayloadPath field, Set<FieldType> types, String otherwise) {
    return schema
        .index(field)
        .map(FieldIndex::type)
        .filter(types::contains)
        .orElseThrow(() -> VdbException.invalid(otherwise.replace("%s", field.toString())));
  }

  /** Returns what is declared, and counts the points of a view that have such values. */
  List<DeclaredField> fields(View view) throws IOException {
    PayloadSchema now = schema;
    Counted last = counted;
    if (last.sequence() == view.sequence() && last.schema().equals(now)) {
      return last.fields();
    }
    List<DeclaredField> fields = new ArrayList<>();
    for (Map.Entry<PayloadPath, FieldIndex> entry : now.fields().entrySet()) {
      FieldIndex index = entry.getValue();
      Filter having = Filter.must(new Condition.HasType(entry.getKey(), index.type()));
      fields.add(new DeclaredField(entry.getKey(), index, new PointReader(view).count(having)));
    }
    Counted done = new Counted(view.sequence(), now, List.copyOf(fields));
    counted = done;
    return done.fields();
  }
}
