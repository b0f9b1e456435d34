package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionSizes;
import io.vdb.core.model.DataType;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what the strict mode of a collection allows, and refuses the rest before anything of
 * it is done. Safe for concurrent use.
 */
final class StrictGate {

  private static final String LIMIT = "limit";
  private static final long MIB = 1_024L * 1_024;
  private static final long PERCENT = 100;

  /** Sizes are counted again when they are this old, if they are needed and anything was written. */
  private static final long SIZES_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final StrictMode mode;
  private final @Nullable TokenBucket reads;
  private final @Nullable TokenBucket writes;
  private final LongSupplier nanoClock;
  private volatile @Nullable Sized sized;

  /** What a collection held at a moment. */
  private record Sized(CollectionSizes sizes, long atNanos) {}

  /**
   * A gate.
   *
   * @param before the gate of the same collection until now, whose buckets go on where the rates have
   *     stayed
   */
  StrictGate(StrictMode mode, @Nullable StrictGate before, LongSupplier nanoClock) {
    this.mode = mode;
    this.nanoClock = nanoClock;
    this.reads = bucket(StrictMode.READ_RATE_LIMIT, before == null ? null : before.reads);
    this.writes = bucket(StrictMode.WRITE_RATE_LIMIT, before == null ? null : before.writes);
  }

  private @Nullable TokenBucket bucket(String name, @Nullable TokenBucket before) {
    Long perMinute = mode.bound(name);
    if (perMinute == null) {
      return null;
    }
    TokenBucket bucket = new TokenBucket(perMinute, nanoClock);
    return before != null && before.perMinute() == bucket.perMinute() ? before : bucket;
  }

  /** Lets a read of points by their ids through. */
  void retrieve(int ids, long timeoutSeconds) {
    timeout(timeoutSeconds);
    pay("Read", reads, ids);
  }

  /**
   * Lets a read of matching points through.
   *
   * @param limit most results; 0 when there is one in any case
   * @param exact whether it is asked to be exact
   */
  void read(
      Collection collection,
      long limit,
      @Nullable Filter filter,
      boolean exact,
      long timeoutSeconds) {
    mode.check(limit, StrictMode.MAX_QUERY_LIMIT, LIMIT);
    readFilter(fields(collection), filter);
    mode.checkExact(exact);
    timeout(timeoutSeconds);
    pay("Read", reads, ReadCost.of(filter));
  }

  /** Lets a query through. */
  void query(Collection collection, QueryRequest request, long timeoutSeconds) {
    stage(fields(collection), request.root(), request.root().limit());
    timeout(timeoutSeconds);
    pay("Read", reads, ReadCost.of(request.root()));
  }

  /** Lets a batch of queries through, all of them or none. */
  void queries(Collection collection, List<QueryRequest> requests, long timeoutSeconds) {
    mode.check(requests.size(), StrictMode.MAX_SEARCHES, "search batch size");
    IndexedFields fields = fields(collection);
    long cost = 0;
    for (QueryRequest request : requests) {
      stage(fields, request.root(), request.root().limit());
      cost += ReadCost.of(request.root());
    }
    timeout(timeoutSeconds);
    pay("Read", reads, cost);
  }

  /** Lets a query for groups through. */
  void groups(Collection collection, GroupsRequest request, long timeoutSeconds) {
    IndexedFields fields = fields(collection);
    if (mode.forbids(StrictMode.UNINDEXED_RETRIEVE)) {
      fields.checkGrouping(request.groupBy());
    }
    stage(fields, request.root(), (long) request.root().limit() * request.groupSize());
    timeout(timeoutSeconds);
    pay("Read", reads, ReadCost.of(request.root()));
  }

  /** Lets a comparison of points by chance through. */
  void matrix(Collection collection, MatrixRequest request, long timeoutSeconds) {
    mode.check(
        (long) request.sample() * request.limit(), StrictMode.MAX_QUERY_LIMIT, LIMIT);
    readFilter(fields(collection), request.filter());
    timeout(timeoutSeconds);
    pay("Read", reads, ReadCost.of(request.filter()) + request.sample());
  }

  private void stage(IndexedFields fields, QueryStage stage, long limit) {
    for (QueryStage prefetch : stage.prefetch()) {
      stage(fields, prefetch, prefetch.limit());
    }
    if (stage.query() instanceof Query.Formula formula
        && mode.forbids(StrictMode.UNINDEXED_RETRIEVE)) {
      fields.check(formula.formula().expression());
    }
    mode.check(limit, StrictMode.MAX_QUERY_LIMIT, LIMIT);
    readFilter(fields, stage.filter());
    Integer ef = stage.params().hnswEf();
    if (ef != null) {
      mode.check(ef, StrictMode.MAX_HNSW_EF, "hnsw_ef");
    }
    Double oversampling = stage.params().oversampling();
    if (oversampling != null) {
      mode.checkOversampling(oversampling);
    }
    mode.checkExact(stage.params().exact());
  }

  private static IndexedFields fields(Collection collection) {
    return new IndexedFields(collection.declared());
  }

  private void readFilter(IndexedFields fields, @Nullable Filter filter) {
    filter(fields, filter, StrictMode.UNINDEXED_RETRIEVE);
  }

  private void filter(IndexedFields fields, @Nullable Filter filter, String unindexed) {
    if (filter == null || filter.isEmpty()) {
      return;
    }
    FilterSize size = FilterSize.of(filter);
    Long conditions = mode.bound(StrictMode.MAX_CONDITIONS);
    if (conditions != null && size.conditions() > conditions) {
      throw StrictMode.refused(
          "Filter condition limit reached (" + size.conditions() + " > " + conditions + ")",
          "Reduce the amount of conditions of your filter.");
    }
    Long values = mode.bound(StrictMode.MAX_CONDITION_SIZE);
    if (values != null && size.largest() > values) {
      throw StrictMode.refused(
          "Condition size limit reached (" + size.largest() + " > " + values + ")",
          "Reduce the size of your condition.");
    }
    if (mode.forbids(unindexed)) {
      fields.check(filter);
    }
  }

  private void timeout(long seconds) {
    mode.check(seconds, StrictMode.MAX_TIMEOUT, "timeout");
  }

  /** Lets writes through, all of them or none. */
  void write(Collection collection, List<PointWrite> all, long timeoutSeconds) {
    IndexedFields fields = fields(collection);
    for (PointWrite write : all) {
      check(collection, fields, write);
    }
    timeout(timeoutSeconds);
    if (writes != null) {
      long cost = 0;
      for (PointWrite write : all) {
        cost += Math.max(1, points(collection, write));
      }
      pay("Write", writes, cost);
    }
  }

  private void check(Collection collection, IndexedFields fields, PointWrite write) {
    switch (write) {
      case PointWrite.Upsert upsert -> {
        mode.check(upsert.points().size(), StrictMode.MAX_UPSERT, "upsert limit");
        checkRoom(collection);
        upsert.points().forEach(point -> vectors(point.vectors()));
        filter(fields, upsert.updateFilter(), StrictMode.UNINDEXED_UPDATE);
      }
      case PointWrite.UpdateVectors update -> {
        mode.check(update.vectors().size(), StrictMode.MAX_UPSERT, "update limit");
        checkRoom(collection);
        update.vectors().forEach(point -> vectors(point.vectors()));
        filter(fields, update.updateFilter(), StrictMode.UNINDEXED_UPDATE);
      }
      case PointWrite.SetPayload set -> {
        checkRoomForPayload(collection);
        selector(fields, set.points());
      }
      case PointWrite.OverwritePayload overwrite -> {
        checkRoomForPayload(collection);
        selector(fields, overwrite.points());
      }
      case PointWrite.Delete delete -> selector(fields, delete.points());
      case PointWrite.DeletePayload delete -> selector(fields, delete.points());
      case PointWrite.ClearPayload clear -> selector(fields, clear.points());
      case PointWrite.DeleteVectors delete -> selector(fields, delete.points());
    }
  }

  private void selector(IndexedFields fields, PointSelector selector) {
    if (selector instanceof PointSelector.Matching matching) {
      filter(fields, matching.filter(), StrictMode.UNINDEXED_UPDATE);
    }
  }

  private static long points(Collection collection, PointWrite write) {
    return switch (write) {
      case PointWrite.Upsert upsert -> upsert.points().size();
      case PointWrite.UpdateVectors update -> update.vectors().size();
      case PointWrite.SetPayload set -> collection.chosen(set.points());
      case PointWrite.OverwritePayload overwrite -> collection.chosen(overwrite.points());
      case PointWrite.Delete delete -> collection.chosen(delete.points());
      case PointWrite.DeletePayload delete -> collection.chosen(delete.points());
      case PointWrite.ClearPayload clear -> collection.chosen(clear.points());
      case PointWrite.DeleteVectors delete -> collection.chosen(delete.points());
    };
  }

  private void vectors(NamedVectors vectors) {
    if (mode.sparse().isEmpty() && mode.multivectors().isEmpty()) {
      return;
    }
    for (int i = 0; i < vectors.size(); i++) {
      String name = vectors.name(i);
      switch (vectors.value(i)) {
        case VectorValue.Dense _ -> {}
        case VectorValue.Sparse sparse ->
            vector(
                "Sparse vector", name, sparse.indices().length, mode.sparse(), "indices");
        case VectorValue.Multi multi ->
            vector(
                "Multivector",
                name,
                multi.components().length / multi.dimension(),
                mode.multivectors(),
                "vectors");
      }
    }
  }

  private static void vector(
      String kind, String name, int length, Map<String, Long> bounds, String unit) {
    Long most = bounds.get(name);
    if (most != null && length > most) {
      throw ApiException.badRequest(
          kind + " '" + Place.shown(name) + "' has a limit of " + most + " " + unit + ", but "
              + length + " were provided!");
    }
  }

  private void checkRoom(Collection collection) {
    Long bytes = mode.bound(StrictMode.MAX_VECTOR_BYTES);
    if (bytes != null && vectorBytes(collection) >= bytes) {
      throw full("vector", bytes);
    }
    checkRoomForPayload(collection);
    Long points = mode.bound(StrictMode.MAX_POINTS_COUNT);
    if (points != null && collection.info().points() >= points) {
      throw ApiException.badRequest("Max points count limit of " + points + " reached!");
    }
  }

  private void checkRoomForPayload(Collection collection) {
    Long bytes = mode.bound(StrictMode.MAX_PAYLOAD_BYTES);
    if (bytes != null && sizes(collection).payloadBytes() >= bytes) {
      throw full("payload", bytes);
    }
    checkMemory();
  }

  private static ApiException full(String what, long bytes) {
    String mib = String.format(Locale.ROOT, "%s", (float) bytes / (float) MIB);
    return ApiException.badRequest(
        "Max " + what + " storage size limit of "
            + (mib.endsWith(".0") ? mib.substring(0, mib.length() - 2) : mib) + "MB reached!");
  }

  private CollectionSizes sizes(Collection collection) {
    Sized last = sized;
    long now = nanoClock.getAsLong();
    if (last == null || now - last.atNanos() > SIZES_FOR_NANOS) {
      last = new Sized(collection.sizes(), now);
      sized = last;
    }
    return last.sizes();
  }

  /** Dense vectors alone, a row of each: how long others are is not kept. */
  private long vectorBytes(Collection collection) {
    CollectionConfig config = collection.config();
    Map<String, Long> counts = sizes(collection).vectors();
    long bytes = 0;
    for (Map.Entry<String, VectorConfig> vector : config.vectors().entrySet()) {
      long count = counts.getOrDefault(vector.getKey(), 0L);
      bytes += count * vector.getValue().size() * componentBytes(vector.getValue().dataType());
    }
    return bytes;
  }

  private static int componentBytes(DataType type) {
    return switch (type) {
      case FLOAT32 -> Float.BYTES;
      case FLOAT16 -> Short.BYTES;
      case UINT8 -> Byte.BYTES;
    };
  }

  /** Refuses what would add to the memory of the process when it has too much already. */
  void checkMemory() {
    Long most = mode.bound(StrictMode.MAX_MEMORY_PERCENT);
    if (most == null) {
      return;
    }
    long used = ProcessMemory.now().resident() * PERCENT / ProcessMemory.physicalBytes();
    if (used >= most) {
      throw StrictMode.refused(
          "Resident memory usage is at " + used
              + "% of total memory, exceeding the configured limit of " + most + "%",
          "Reduce memory usage (e.g. delete points or drop collections), or raise"
              + " `max_resident_memory_percent` in the strict mode config of this collection.");
    }
  }

  /** Lets the declaration of another payload index through. */
  void payloadIndex(Collection collection) {
    Long most = mode.bound(StrictMode.MAX_INDEXES);
    if (most != null && collection.declared().fields().size() >= most) {
      throw StrictMode.refused(
          "Collection already has the maximum number of payload indices (" + most + ")",
          "Please delete an existing index before creating a new one.");
    }
    checkMemory();
  }

  private static void pay(String kind, @Nullable TokenBucket bucket, long cost) {
    if (bucket == null) {
      return;
    }
    if (!bucket.canHold(cost)) {
      throw ApiException.rateLimited(
          kind + " rate limit exceeded, the request costs " + cost + " tokens, more than the "
              + bucket.perMinute() + " of a minute; please split it",
          0);
    }
    TokenBucket.Attempt attempt = bucket.take(cost);
    if (!attempt.isGranted()) {
      throw ApiException.rateLimited(
          kind + " rate limit exceeded: Operation requires " + cost + " tokens but only "
              + String.format(Locale.ROOT, "%.1f", attempt.available())
              + " were available. Retry after " + attempt.waitSeconds() + "s",
          attempt.waitSeconds());
    }
  }
}
