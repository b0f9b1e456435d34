package io.vdb.it.ledger;

import io.vdb.core.engine.Database;
import java.util.Map;

/**
 * One change of a database.
 *
 * @param kind what is done, for messages
 * @param collection name of the collection whose points change, or none
 * @param visible whether reads see it on return, and with it what came before
 * @param after what it leads to
 * @param action does it
 */
public record Step(
    String kind, String collection, boolean visible, Model after, Action action) {

  /** What is done. */
  interface Action {

    /**
     * Does it.
     *
     * @param snapshots names of snapshots by the numbers of the steps that made them
     * @return the name of the snapshot that it made, or none
     */
    String run(Database database, Map<Integer, String> snapshots);
  }
}
