package io.vdb.core.engine;

import io.vdb.core.model.AliasAction;
import java.util.List;

/** What a batch of changes to aliases does. Of several things it does, the last one here counts. */
enum AliasOperation {
  /** Aliases are deleted. */
  DELETE("delete"),
  /** Aliases have another name. */
  RENAME("rename"),
  /** There are new aliases. */
  CREATE("create"),
  /** Aliases that were there lead to another collection. */
  SWITCH("switch");

  private final String label;

  AliasOperation(String label) {
    this.label = label;
  }

  /** Returns its name in metrics. */
  String label() {
    return label;
  }

  /** Returns what a batch does, or would do. */
  static AliasOperation of(List<AliasAction> actions, AliasTable before) {
    AliasOperation most = DELETE;
    for (AliasAction action : actions) {
      AliasOperation one = of(action, before);
      most = one.compareTo(most) > 0 ? one : most;
    }
    return most;
  }

  private static AliasOperation of(AliasAction action, AliasTable before) {
    return switch (action) {
      case AliasAction.Create create -> before.find(create.alias()) == null ? CREATE : SWITCH;
      case AliasAction.Rename _ -> RENAME;
      case AliasAction.Delete _ -> DELETE;
    };
  }
}
