package io.vdb.server.api;

import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.SnapshotConfig;
import io.vdb.server.lifecycle.DatabaseComponent;

/**
 * Everything that the API does, by area.
 *
 * @param collections on whole collections
 * @param aliases on their other names
 * @param points on the points of one
 * @param service on the server itself
 * @param snapshots on copies of them in files
 */
public record Operations(
    CollectionOperations collections,
    AliasOperations aliases,
    PointOperations points,
    ServiceOperations service,
    SnapshotOperations snapshots) {

  /** Operations on this database, once it is open. */
  public static Operations on(
      DatabaseComponent database, LimitsConfig limits, SnapshotConfig snapshots) {
    return on(database, limits, snapshots, ServiceOperations.on(database));
  }

  /** The same with what the server tells of itself. */
  public static Operations on(
      DatabaseComponent database,
      LimitsConfig limits,
      SnapshotConfig snapshots,
      ServiceOperations service) {
    StrictGates gates = new StrictGates(database, System::nanoTime);
    return new Operations(
        new CollectionOperations(database, gates),
        new AliasOperations(database),
        new PointOperations(database, limits, gates),
        service,
        new SnapshotOperations(database, snapshots));
  }
}
