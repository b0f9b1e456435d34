package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Surroundings;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.FacetHit;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.QueryRequest;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API does with the points of a collection, given by its name or an alias. What an alias
 * leads to is looked up once for each call, which stays there. Writes wait for the disk, reads
 * compute on the calling thread. Every method fails with an {@link ApiException} or what
 * {@link ApiException#of} turns into one. Safe for concurrent use.
 */
public final class PointOperations {

  private static final long NO_TIMEOUT = 0;

  private final DatabaseComponent database;
  private final LimitsConfig limits;
  private final StrictGates gates;
  private final long timeoutSeconds;

  /** Operations on this database, once it is open. */
  PointOperations(DatabaseComponent database, LimitsConfig limits, StrictGates gates) {
    this(database, limits, gates, NO_TIMEOUT);
  }

  private PointOperations(
      DatabaseComponent database, LimitsConfig limits, StrictGates gates, long timeoutSeconds) {
    this.database = database;
    this.limits = limits;
    this.gates = gates;
    this.timeoutSeconds = timeoutSeconds;
  }

  /**
   * Returns the same operations for a request that says how long its sender waits, which a collection
   * may bound. Who sees to it that it is answered by then is not this class.
   *
   * @param seconds 0 when it does not say
   */
  public PointOperations within(long seconds) {
    return seconds == timeoutSeconds
        ? this
        : new PointOperations(database, limits, gates, seconds);
  }

  private Collection collection(String name) {
    return database.database().collection(name);
  }

  /** Writes. */
  public WriteReceipt write(String collection, PointWrite write, Acknowledge acknowledge) {
    Collection written = collection(collection);
    StrictGate gate = gates.of(written);
    if (gate != null) {
      gate.write(written, List.of(write), timeoutSeconds);
    }
    return written.write(write, acknowledge);
  }

  /** Writes one after the other; ends at the first that fails, and what came before it stays. */
  public List<WriteReceipt> writeAll(
      String collection, List<PointWrite> writes, Acknowledge acknowledge) {
    Collection written = collection(collection);
    StrictGate gate = gates.of(written);
    if (gate != null) {
      gate.write(written, writes, timeoutSeconds);
    }
    return written.writeAll(writes, acknowledge);
  }

  /** Reads one point, which must exist, with all its parts. */
  public StoredRecord get(String collection, PointId id) {
    List<StoredRecord> found = retrieve(collection, List.of(id), Projection.ALL);
    if (found.isEmpty()) {
      throw ApiException.notFound("Point with id " + id + " does not exists!");
    }
    return found.getFirst();
  }

  /** Reads points by id, without those that do not exist. */
  public List<StoredRecord> retrieve(
      String collection, List<PointId> ids, Projection projection) {
    Collection read = collection(collection);
    StrictGate gate = gates.of(read);
    if (gate != null) {
      gate.retrieve(ids.size(), timeoutSeconds);
    }
    return read.retrieve(ids, projection);
  }

  /** Finds a collection, and lets a read of matching points of it through. */
  private Collection readable(
      String name, long limit, @Nullable Filter filter, boolean exact) {
    Collection collection = collection(name);
    StrictGate gate = gates.of(collection);
    if (gate != null) {
      gate.read(collection, limit, filter, exact, timeoutSeconds);
    }
    return collection;
  }

  /** Counts points exactly; all of them without a filter. */
  public long count(String collection, CountRequest request) {
    return readable(collection, 0, request.filter(), request.exact()).count(request.filter());
  }

  /** Reads points in the order of their ids. */
  public ScrollPage scroll(String collection, ScrollRequest request) {
    return readable(collection, request.limit(), request.filter(), false)
        .scroll(request.from(), request.limit(), request.filter(), request.projection());
  }

  /** Reads points in the order of what they have at a field. */
  public List<OrderedRecord> ordered(String collection, OrderedRequest request) {
    return readable(collection, request.limit(), request.filter(), false)
        .ordered(request.order(), request.limit(), request.filter(), request.projection());
  }

  /** Counts points by the values of a field, exactly. */
  public List<FacetHit> facet(String collection, FacetRequest request) {
    return readable(collection, request.limit(), request.filter(), request.exact())
        .facet(request.key(), request.limit(), request.filter());
  }

  /**
   * Answers a query.
   *
   * @param awaited called now and then; ends the query with what it throws
   */
  public SearchResult query(String collection, QueryRequest request, Runnable awaited) {
    checkReach(request);
    Collection searched = collection(collection);
    StrictGate gate = gates.of(searched);
    if (gate != null) {
      gate.query(searched, request, timeoutSeconds);
    }
    return searched.query(request, surroundings(awaited));
  }

  /**
   * Answers one query after the other, all of the same collection.
   *
   * @param awaited called now and then; ends the whole with what it throws
   */
  public List<SearchResult> queryAll(
      String collection, List<QueryRequest> requests, Runnable awaited) {
    Collection searched = collection(collection);
    StrictGate gate = gates.of(searched);
    if (gate != null) {
      gate.queries(searched, requests, timeoutSeconds);
    }
    List<SearchResult> results = new ArrayList<>(requests.size());
    for (QueryRequest request : requests) {
      awaited.run();
      checkReach(request);
      results.add(searched.query(request, surroundings(awaited)));
    }
    return results;
  }

  /** Groups what a query finds. */
  public GroupsResult queryGroups(String collection, GroupsRequest request, Runnable awaited) {
    Collection searched = collection(collection);
    StrictGate gate = gates.of(searched);
    if (gate != null) {
      gate.groups(searched, request, timeoutSeconds);
    }
    return searched.queryGroups(request, surroundings(awaited));
  }

  /** Compares points by chance with each other. */
  public MatrixResult searchMatrix(String collection, MatrixRequest request, Runnable awaited) {
    Collection searched = collection(collection);
    StrictGate gate = gates.of(searched);
    if (gate != null) {
      gate.matrix(searched, request, timeoutSeconds);
    }
    return searched.searchMatrix(request, surroundings(awaited));
  }

  private Surroundings surroundings(Runnable awaited) {
    return new Surroundings(this::collection, awaited);
  }

  private void checkReach(QueryRequest request) {
    long reach = (long) request.root().limit() + request.offset();
    if (reach > limits.maxResults()) {
      throw ApiException.wrongInput(
          "limit + offset is " + reach + ", more than the maximum of " + limits.maxResults());
    }
  }
}
