package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import io.vdb.core.model.SearchRequest.Target;
import io.vdb.core.model.SearchRequest;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of {@code points/query} and of the older {@code points/search}. */
final class SearchReader {

  private static final int DEFAULT_LIMIT = 10;

  private final JsonReader in;
  private final LimitsConfig limits;
  private final FilterReader filters;
  private final ProjectionReader projection;
  private @Nullable Target target;
  private String using = NamedVectors.DEFAULT;
  private @Nullable Filter filter;
  private @Nullable Integer limit;
  private int offset;
  private @Nullable Integer hnswEf;
  private boolean exact;
  private @Nullable Float scoreThreshold;

  private SearchReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
    this.filters = new FilterReader(in, limits);
    this.projection = new ProjectionReader(in, false);
  }

  static SearchRequest query(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new SearchReader(in, limits).query());
  }

  static SearchRequest search(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new SearchReader(in, limits).search());
  }

  private SearchRequest query() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "query" -> target = in.isNull() ? null : queryTarget();
            case "prefetch", "lookup_from", "shard_key" -> in.unsupported();
            case "using" -> using = in.isNull() ? NamedVectors.DEFAULT : in.string();
            default -> {
              if (!common(name)) {
                throw in.unknownField(
                    name, "query", "using", "filter", "params", "score_threshold", "limit", "offset",
                    "with_vector", "with_payload");
              }
            }
          }
        });
    if (target == null) {
      throw in.missing("query");
    }
    return request(target, limit == null ? DEFAULT_LIMIT : limit);
  }

  private SearchRequest search() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "vector" -> {
              if (in.isObject()) {
                readNamedVector();
              } else {
                target = new Target.Vector(in.vectorValue());
              }
            }
            case "shard_key" -> in.unsupported();
            default -> {
              if (!common(name)) {
                throw in.unknownField(
                    name, "vector", "filter", "params", "score_threshold", "limit", "offset",
                    "with_vector", "with_payload");
              }
            }
          }
        });
    if (target == null) {
      throw in.missing("vector");
    }
    if (limit == null) {
      throw in.missing("limit");
    }
    return request(target, limit);
  }

  private SearchRequest request(Target wanted, int number) {
    return new SearchRequest(
        wanted,
        using,
        number,
        offset,
        filter,
        hnswEf,
        exact,
        scoreThreshold,
        projection.projection());
  }

  private boolean common(String name) throws IOException {
    switch (name) {
      case "filter" -> filter = filters.optional();
      case "params" -> readParams();
      case "score_threshold" -> scoreThreshold = in.isNull() ? null : in.f32();
      case "limit" -> limit = in.isNull() ? null : in.usize(1);
      case "offset" -> offset = in.isNull() ? 0 : in.usize();
      case "with_payload" -> projection.readPayload();
      case "with_vector", "with_vectors" -> projection.readVector();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a vector that comes with the name of the one that is searched. */
  private void readNamedVector() throws IOException {
    boolean[] named = new boolean[1];
    in.object(
        name -> {
          switch (name) {
            case "name" -> {
              using = in.string();
              named[0] = true;
            }
            case "vector" -> target = new Target.Vector(in.vectorValue());
            default -> throw in.unknownField(name, "name", "vector");
          }
        });
    if (!named[0]) {
      throw in.missing("name");
    }
  }

  private void readParams() throws IOException {
    if (in.isNull()) {
      return;
    }
    in.object(
        name -> {
          switch (name) {
            case "hnsw_ef" -> hnswEf = in.isNull() ? null : hnswEf();
            case "exact" -> exact = !in.isNull() && in.bool();
            case "indexed_only" -> {
              if (!in.isNull() && in.bool()) {
                throw in.unsupportedValue("`true` is not supported by this server");
              }
            }
            case "quantization", "acorn", "idf" -> in.unsupported();
            default -> throw in.unknownField(name, "hnsw_ef", "exact", "indexed_only");
          }
        });
  }

  private int hnswEf() throws IOException {
    return in.withinLimit(in.usize(1), limits.maxEf());
  }

  private Target queryTarget() throws IOException {
    if (in.isArray()) {
      return new Target.Vector(in.vectorValue());
    }
    if (!in.isObject()) {
      return new Target.Stored(in.pointId());
    }
    Target[] nearest = new Target[1];
    in.object(
        name -> {
          switch (name) {
            case "nearest" -> nearest[0] = nearest();
            case "mmr",
                "recommend",
                "discover",
                "context",
                "order_by",
                "fusion",
                "rrf",
                "formula",
                "sample",
                "relevance_feedback",
                "indices",
                "values",
                "text",
                "image",
                "object",
                "model",
                "options" ->
                in.unsupported();
            default -> throw in.unknownField(name, "nearest");
          }
        });
    if (nearest[0] == null) {
      throw in.missing("nearest");
    }
    return nearest[0];
  }

  private Target nearest() throws IOException {
    if (in.isArray()) {
      return new Target.Vector(in.vectorValue());
    }
    if (in.isObject()) {
      throw in.unsupported("sparse vectors, documents and images");
    }
    PointId id = in.pointId();
    return new Target.Stored(id);
  }
}
