package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.lifecycle.DatabaseComponent;
import java.util.List;

/**
 * What the API does with whole collections. Every method may wait for the disk, and fails with an
 * {@link ApiException} or what {@link ApiException#of} turns into one. Safe for concurrent use.
 */
public final class CollectionOperations {

  private final DatabaseComponent database;
  private final StrictGates gates;

  /** Operations on this database, once it is open. */
  CollectionOperations(DatabaseComponent database, StrictGates gates) {
    this.database = database;
    this.gates = gates;
  }

  private Database database() {
    return database.database();
  }

  /** Returns the names of all collections in alphabetical order, without aliases. */
  public List<String> list() {
    return database().collectionNames();
  }

  /** Creates a collection. */
  public void create(String name, CollectionConfig config) {
    var _ = database().createCollection(name, config);
  }

  /** Changes settings of a collection, given by its name or an alias. */
  public void update(String name, NewCollection change) {
    database().updateCollection(name, change::changed);
  }

  /**
   * Returns the state of a collection, given by its name or an alias. Looks at the points of declared
   * fields.
   */
  public CollectionState state(String name) {
    Collection collection = database().collection(name);
    return new CollectionState(collection.info(), collection.payloadSchema());
  }

  /** Declares the type of a field of payloads. */
  public WriteReceipt createPayloadIndex(String name, PayloadPath field, FieldIndex index) {
    // Where there is no collection, the database counts the failure.
    database()
        .find(name)
        .ifPresent(
            collection -> {
              StrictGate gate = gates.of(collection);
              if (gate != null) {
                gate.payloadIndex(collection);
              }
            });
    return database().createPayloadIndex(name, field, index);
  }

  /** Declares nothing of a field any more, if anything was. */
  public WriteReceipt deletePayloadIndex(String name, PayloadPath field) {
    return database().deletePayloadIndex(name, field);
  }

  /** Gives a collection another vector, which no point has yet. */
  public WriteReceipt createVector(String name, AddedVector vector) {
    return database().createVector(name, vector::addedTo);
  }

  /** Takes a vector away from a collection and all its points, if there is one of the name. */
  public WriteReceipt deleteVector(String name, AddedVector vector) {
    return database().deleteVector(name, vector::removedFrom);
  }

  /** Deletes a collection, not given by an alias; tells whether there was one. */
  public boolean delete(String name) {
    return database().deleteCollection(name);
  }

  /** Tells whether there is a collection of this name or alias. */
  public boolean exists(String name) {
    return database().find(name).isPresent();
  }
}
