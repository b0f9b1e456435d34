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

  private final DatabaseComponent database;
  private final LimitsConfig limits;

  /** Operations on this database, once it is open. */
  public PointOperations(DatabaseComponent database, LimitsConfig limits) {
    this.database = database;
    this.limits = limits;
  }

  private Collection collection(String name) {
    return database.database().collection(name);
  }

  /** Writes. */
  public WriteReceipt write(String collection, PointWrite write, Acknowledge acknowledge) {
    return collection(collection).write(write, acknowledge);
  }

  /** Writes one after the other; ends at the first that fails, and what came before it stays. */
  public List<WriteReceipt> writeAll(
      String collection, List<PointWrite> writes, Acknowledge acknowledge) {
    return collection(collection).writeAll(writes, acknowledge);
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
    return collection(collection).retrieve(ids, projection);
  }

  /** Counts points exactly; all of them without a filter. */
  public long count(String collection, @Nullable Filter filter) {
    return collection(collection).count(filter);
  }

  /** Reads points in the order of their ids. */
  public ScrollPage scroll(String collection, ScrollRequest request) {
    return collection(collection)
        .scroll(request.from(), request.limit(), request.filter(), request.projection());
  }

  /** Reads points in the order of what they have at a field. */
  public List<OrderedRecord> ordered(String collection, OrderedRequest request) {
    return collection(collection)
        .ordered(request.order(), request.limit(), request.filter(), request.projection());
  }

  /** Counts points by the values of a field, exactly. */
  public List<FacetHit> facet(String collection, FacetRequest request) {
    return collection(collection).facet(request.key(), request.limit(), request.filter());
  }

  /**
   * Answers a query.
   *
   * @param awaited called now and then; ends the query with what it throws
   */
  public SearchResult query(String collection, QueryRequest request, Runnable awaited) {
    checkReach(request);
    return collection(collection).query(request, surroundings(awaited));
  }

  /**
   * Answers one query after the other, all of the same collection.
   *
   * @param awaited called now and then; ends the whole with what it throws
   */
  public List<SearchResult> queryAll(
      String collection, List<QueryRequest> requests, Runnable awaited) {
    Collection searched = collection(collection);
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
    return collection(collection).queryGroups(request, surroundings(awaited));
  }

  /** Compares points by chance with each other. */
  public MatrixResult searchMatrix(String collection, MatrixRequest request, Runnable awaited) {
    return collection(collection).searchMatrix(request, surroundings(awaited));
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
