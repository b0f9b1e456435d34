package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionInfo;
import io.vdb.server.BuildInfo;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.request.ResponseStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the API tells about the server itself. Safe for concurrent use. */
public final class ServiceOperations {

  private static final long[] NO_BUCKETS = {};

  private final DatabaseComponent database;
  private final String id = UUID.randomUUID().toString();
  private final String version = BuildInfo.load().version();
  private final Instant startup = Instant.now();
  private final ResponseStatistics rest = new ResponseStatistics(NO_BUCKETS);
  private final ResponseStatistics grpc = new ResponseStatistics(NO_BUCKETS);

  /** Operations on the server with this database, once it is open. */
  public ServiceOperations(DatabaseComponent database) {
    this.database = database;
  }

  /**
   * A collection as telemetry tells it.
   *
   * @param name its name
   * @param info its state and settings
   */
  public record NamedInfo(String name, CollectionInfo info) {}

  /** Returns what tells this run of the server from others. */
  public String id() {
    return id;
  }

  /** Returns the name of this application. */
  public String appName() {
    return "vdb";
  }

  /** Returns the version of this application. */
  public String appVersion() {
    return version;
  }

  /** Returns when the server was put together. */
  public Instant startup() {
    return startup;
  }

  /** Returns the times of answers over REST; listeners feed them. */
  public ResponseStatistics rest() {
    return rest;
  }

  /** Returns the times of answers over gRPC; listeners feed them. */
  public ResponseStatistics grpc() {
    return grpc;
  }

  /** Returns how many collections there are. */
  public int collectionCount() {
    return database.database().collectionNames().size();
  }

  /** Returns all collections in the order of their names. */
  public List<NamedInfo> collections() {
    Database open = database.database();
    List<NamedInfo> all = new ArrayList<>();
    for (String name : open.collectionNames()) {
      try {
        Collection collection = open.collection(name);
        all.add(new NamedInfo(name, collection.info()));
      } catch (VdbException _) {
        continue; // deleted meanwhile
      }
    }
    return all;
  }
}
