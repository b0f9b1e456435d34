package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.StageParams;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one step of a query, field by field. */
final class StageReader {

  private static final String[] PREFETCH_FIELDS = {
    "prefetch", "query", "using", "filter", "params", "score_threshold", "limit", "lookup_from"
  };

  /** What all readers of one request share. */
  record Source(
      JsonReader in, LimitsConfig limits, FilterReader filters, QueryBudget budget) {

    static Source of(JsonReader in, LimitsConfig limits) {
      return new Source(in, limits, new FilterReader(in, limits), new QueryBudget(limits));
    }
  }

  private final Source source;
  private final JsonReader in;
  private List<QueryStage> prefetch = List.of();
  private @Nullable Query query;
  private String using = NamedVectors.DEFAULT;
  private @Nullable Filter filter;
  private StageParams params = StageParams.DEFAULT;
  private @Nullable Float scoreThreshold;
  private @Nullable Integer limit;
  private @Nullable Lookup lookup;

  StageReader(Source source) {
    this.source = source;
    this.in = source.in();
  }

  /** Reads a field that every step has, or tells that it is none. */
  boolean read(String name) throws IOException {
    switch (name) {
      case "filter" -> filter = source.filters().optional();
      case "params" -> params = SearchParamsReader.read(in, source.limits());
      case "score_threshold" -> scoreThreshold = in.isNull() ? null : in.f32();
      case "limit" -> limit = in.isNull() ? null : in.usize(1);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a field that every step that compares vectors has, or tells that it is none. */
  boolean readComparing(String name) throws IOException {
    switch (name) {
      case "using" -> using = in.isNull() ? NamedVectors.DEFAULT : in.string();
      case "lookup_from" -> lookup = in.isNull() ? null : lookup();
      default -> {
        return read(name);
      }
    }
    return true;
  }

  /** Reads a field that steps of queries have, or tells that it is none. */
  boolean readQuerying(String name) throws IOException {
    switch (name) {
      case "prefetch" -> prefetch = prefetches();
      case "query" -> query = in.isNull() ? null : kinds().query();
      default -> {
        return readComparing(name);
      }
    }
    return true;
  }

  QueryKindReader kinds() {
    return new QueryKindReader(in, source.limits(), source.filters(), source.budget());
  }

  VectorInputReader inputs() {
    return new VectorInputReader(in, source.budget());
  }

  void comparing(Query wanted) {
    query = wanted;
  }

  void using(String name) {
    using = name;
  }

  @Nullable Query query() {
    return query;
  }

  /** Returns the step, for a default number of points. */
  QueryStage stage(int otherwise) {
    return new QueryStage(
        prefetch,
        query,
        using,
        filter,
        params,
        scoreThreshold,
        limit == null ? otherwise : limit,
        lookup);
  }

  /** Returns the step, in which the number of points must be given. */
  QueryStage limited() {
    if (limit == null) {
      throw in.missing("limit");
    }
    return stage(limit);
  }

  private List<QueryStage> prefetches() throws IOException {
    List<QueryStage> stages = new ArrayList<>();
    if (in.isArray()) {
      in.array(() -> stages.add(nested()));
    } else if (!in.isNull()) {
      stages.add(nested());
    }
    return stages;
  }

  private QueryStage nested() throws IOException {
    source.budget().enterPrefetch(in);
    StageReader stage = new StageReader(source);
    in.object(
        name -> {
          if (!stage.readQuerying(name)) {
            throw in.unknownField(name, PREFETCH_FIELDS);
          }
        });
    source.budget().leavePrefetch();
    return stage.stage(QueryStage.DEFAULT_LIMIT);
  }

  private Lookup lookup() throws IOException {
    @Nullable String[] names = new @Nullable String[2];
    in.object(
        name -> {
          switch (name) {
            case "collection" -> names[0] = in.string();
            case "vector" -> names[1] = in.isNull() ? null : in.string();
            case "shard_key" -> in.unsupported();
            default -> throw in.unknownField(name, "collection", "vector");
          }
        });
    String collection = names[0];
    if (collection == null) {
      throw in.missing("collection");
    }
    return new Lookup(collection, names[1]);
  }
}
