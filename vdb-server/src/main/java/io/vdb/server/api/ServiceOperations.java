package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Snapshots;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionInfo;
import io.vdb.server.BuildInfo;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.request.ResponseStatistics;
import io.vdb.server.request.ResponseTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What the API tells about the server itself. Safe for concurrent use. */
public final class ServiceOperations {

  private static final long[] NO_BUCKETS = {};

  private final DatabaseComponent database;
  private final boolean asQdrant;
  private final long[] edgesMicros;
  private final String id = UUID.randomUUID().toString();
  private final String version = BuildInfo.load().version();
  private final Instant startup = Instant.now();
  private final ResponseStatistics rest;
  private final ResponseStatistics grpc;
  private final Map<String, ResponseStatistics> restByCollection = new ConcurrentHashMap<>();
  private final Map<String, ResponseStatistics> grpcByCollection = new ConcurrentHashMap<>();

  private ServiceOperations(DatabaseComponent database, boolean asQdrant, long[] edgesMicros) {
    this.database = database;
    this.asQdrant = asQdrant;
    this.edgesMicros = edgesMicros;
    this.rest = new ResponseStatistics(edgesMicros);
    this.grpc = new ResponseStatistics(edgesMicros);
  }

  /** Operations on the server with this database, once it is open. */
  public static ServiceOperations on(DatabaseComponent database) {
    return new ServiceOperations(database, false, NO_BUCKETS);
  }

  /**
   * The same for a server that tells of itself as Qdrant does.
   *
   * @param edgesMicros upper edges of buckets to count answers in, by collection too
   */
  public static ServiceOperations asQdrant(DatabaseComponent database, long[] edgesMicros) {
    return new ServiceOperations(database, true, edgesMicros);
  }

  /**
   * A collection as telemetry tells it.
   *
   * @param name its name
   * @param info its state and settings
   * @param waitingWrites how many of its writes wait to be logged
   */
  public record NamedInfo(String name, CollectionInfo info, int waitingWrites) {}

  /** Returns what tells this run of the server from others. */
  public String id() {
    return id;
  }

  /** Returns the name of this application. */
  public String appName() {
    return asQdrant ? "qdrant" : "vdb";
  }

  /** Returns the version of this application. */
  public String appVersion() {
    return asQdrant ? BuildInfo.PROTOCOL_VERSION : version;
  }

  /** Returns when the server was put together. */
  public Instant startup() {
    return startup;
  }

  /** Returns the times of answers over REST; its listener feeds them. */
  public ResponseStatistics rest() {
    return rest;
  }

  /** Returns the times of answers over gRPC; its listener feeds them. */
  public ResponseStatistics grpc() {
    return grpc;
  }

  /** Tells whether answers are counted by collection as well. */
  public boolean countsByCollection() {
    return asQdrant;
  }

  /**
   * Counts an answer about a collection, if there is one of the name: whatever else clients name is
   * not kept.
   */
  public void answered(boolean overRest, String name, String endpoint, int status, long nanos) {
    try {
      database
          .database()
          .find(name)
          .ifPresent(
              collection ->
                  (overRest ? restByCollection : grpcByCollection)
                      .computeIfAbsent(
                          collection.name(), _ -> new ResponseStatistics(edgesMicros))
                      .times(endpoint, status)
                      .answered(nanos));
    } catch (VdbException _) {
      // The server stops, and nobody will ask.
    }
  }

  /** Returns the times of answers by collection, and forgets collections that are gone. */
  public SortedMap<String, SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>>>
      byCollection(boolean overRest) {
    Map<String, ResponseStatistics> all = overRest ? restByCollection : grpcByCollection;
    all.keySet().retainAll(database.database().collectionNames());
    SortedMap<String, SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>>> summaries =
        new TreeMap<>();
    all.forEach((name, statistics) -> summaries.put(name, statistics.summary()));
    return summaries;
  }

  /** Returns how many collections there are. */
  public int collectionCount() {
    return database.database().collectionNames().size();
  }

  /** Returns what is done to the snapshots of collections, by their names. */
  public Map<String, Snapshots.Activity> snapshots() {
    return database.database().snapshots().activity();
  }

  /**
   * Returns how many vectors of each name a collection has; none when it is gone. Looks at all points
   * when anything was written since the last time.
   */
  public SortedMap<String, Long> vectors(String collection) {
    try {
      return new TreeMap<>(database.database().collection(collection).sizes().vectors());
    } catch (VdbException _) {
      return new TreeMap<>();
    }
  }

  /** Returns all collections in the order of their names. */
  public List<NamedInfo> collections() {
    Database open = database.database();
    List<NamedInfo> all = new ArrayList<>();
    for (String name : open.collectionNames()) {
      try {
        Collection collection = open.collection(name);
        all.add(new NamedInfo(name, collection.info(), collection.waitingWrites()));
      } catch (VdbException _) {
        // It was deleted meanwhile.
      }
    }
    return all;
  }
}
