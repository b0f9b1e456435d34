package io.vdb.server.api;

import io.vdb.core.engine.Database;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.server.lifecycle.DatabaseComponent;
import java.util.List;

/**
 * What the API does with aliases of collections. Fails with what {@link ApiException#of} turns into
 * an {@link ApiException}. Safe for concurrent use.
 */
public final class AliasOperations {

  private final DatabaseComponent database;

  /** Operations on this database, once it is open. */
  public AliasOperations(DatabaseComponent database) {
    this.database = database;
  }

  private Database database() {
    return database.database();
  }

  /** Changes aliases, all in one step or not at all; waits for the disk. */
  public void update(List<AliasAction> actions) {
    database().updateAliases(actions);
  }

  /** Returns all aliases in alphabetical order. */
  public List<Alias> list() {
    return database().aliases();
  }

  /** Returns the aliases of a collection; none when there is no collection of this name. */
  public List<Alias> list(String collection) {
    return list().stream().filter(alias -> alias.collection().equals(collection)).toList();
  }
}
