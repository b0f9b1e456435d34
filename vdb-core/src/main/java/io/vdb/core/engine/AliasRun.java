package io.vdb.core.engine;

import io.vdb.core.model.AliasAction;
import java.util.List;

/** One batch of changes to aliases while it goes on. */
final class AliasRun {

  private final List<AliasAction> actions;
  private final WriteRun write = new WriteRun(WriteKind.UPDATE_ALIASES, null);
  private AliasOperation operation;

  /**
   * Begins now.
   *
   * @param now the aliases that there probably are when it is its turn
   */
  AliasRun(List<AliasAction> actions, AliasTable now) {
    this.actions = actions;
    write.points(actions.size());
    operation = AliasOperation.of(actions, now);
  }

  List<AliasAction> actions() {
    return actions;
  }

  WriteRun write() {
    return write;
  }

  /** Returns what it does. */
  AliasOperation operation() {
    return operation;
  }

  /** It is its turn; these are the aliases that it changes. */
  void changes(AliasTable before) {
    operation = AliasOperation.of(actions, before);
  }
}
