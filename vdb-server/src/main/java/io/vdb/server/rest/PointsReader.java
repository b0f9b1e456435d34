package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.server.api.CountRequest;
import io.vdb.server.api.ScrollRequest;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is asked of points: retrieve, count, scroll. */
final class PointsReader {

  private static final int DEFAULT_LIMIT = 10;

  private final JsonReader in;
  private final LimitsConfig limits;
  private final FilterReader filters;

  private @Nullable List<PointId> ids;
  private @Nullable Filter filter;
  private @Nullable OrderBy order;

  private PointsReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
    this.filters = new FilterReader(in, limits);
  }

  /** Points by id. */
  record Retrieval(List<PointId> ids, Projection projection) {}

  static Retrieval retrieval(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new PointsReader(in, limits).retrieval());
  }

  /**
   * A page that is wanted.
   *
   * @param order absent for the order of ids
   */
  record Page(ScrollRequest request, @Nullable OrderBy order) {}

  static Page page(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new PointsReader(in, limits).page());
  }

  /** What is counted; the filter may be null, which counts everything. */
  static CountRequest count(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new PointsReader(in, limits).count());
  }

  private Retrieval retrieval() throws IOException {
    ProjectionReader projection = new ProjectionReader(in, true);
    in.object(
        name -> {
          switch (name) {
            case "ids" -> ids = in.pointIds(limits.maxResults());
            case "with_payload" -> projection.readPayload();
            case "with_vector", "with_vectors" -> projection.readVector();
            case "shard_key" -> in.unsupported();
            default -> throw in.unknownField(name, "ids", "with_payload", "with_vector");
          }
        });
    if (ids == null) {
      throw in.missing("ids");
    }
    return new Retrieval(ids, projection.projection());
  }

  private CountRequest count() throws IOException {
    boolean[] exact = {true};
    in.object(
        name -> {
          switch (name) {
            case "filter" -> filter = filters.optional();
            case "exact" -> {
              if (!in.isNull()) {
                exact[0] = in.bool();
              }
            }
            case "shard_key" -> in.unsupported();
            default -> throw in.unknownField(name, "filter", "exact");
          }
        });
    return new CountRequest(filter, exact[0]);
  }

  private Page page() throws IOException {
    ProjectionReader projection = new ProjectionReader(in, true);
    PointId[] from = new PointId[1];
    int[] limit = {DEFAULT_LIMIT};
    in.object(
        name -> {
          switch (name) {
            case "offset" -> {
              if (!in.isNull()) {
                from[0] = in.pointId();
              }
            }
            case "limit" -> limit[0] = in.isNull() ? DEFAULT_LIMIT : limit();
            case "filter" -> filter = filters.optional();
            case "with_payload" -> projection.readPayload();
            case "with_vector", "with_vectors" -> projection.readVector();
            case "order_by" -> order = in.isNull() ? null : OrderByReader.read(in);
            case "shard_key" -> in.unsupported();
            default ->
                throw in.unknownField(
                    name, "offset", "limit", "filter", "with_payload", "with_vector", "order_by");
          }
        });
    return new Page(
        new ScrollRequest(from[0], limit[0], filter, projection.projection()), order);
  }

  private int limit() throws IOException {
    return in.withinLimit(in.usize(1), limits.maxResults());
  }
}
