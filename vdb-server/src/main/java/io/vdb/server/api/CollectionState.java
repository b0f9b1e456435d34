package io.vdb.server.api;

import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.DeclaredField;
import java.util.List;

/**
 * What clients are told about a collection.
 *
 * @param info state and settings
 * @param fields what is declared of its payloads
 */
public record CollectionState(CollectionInfo info, List<DeclaredField> fields) {

  /** Number of the one node, where clients expect one. */
  public static final long PEER = 1;

  /** Copies the list. */
  public CollectionState {
    fields = List.copyOf(fields);
  }
}
