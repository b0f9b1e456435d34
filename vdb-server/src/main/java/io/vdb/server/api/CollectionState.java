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

  /** Copies the list. */
  public CollectionState {
    fields = List.copyOf(fields);
  }
}
