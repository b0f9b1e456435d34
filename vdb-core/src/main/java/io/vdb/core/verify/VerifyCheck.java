package io.vdb.core.verify;

import java.util.Locale;

/** One thing that is looked at. */
public enum VerifyCheck {
  /** The system log says which collections there are, and each of them has its folder. */
  SYSTEM(VerifyScope.DATA),
  /** Every record of a log has its checksum and can be read. */
  LOG(VerifyScope.DATA),
  /** Every file of an index has its checksum. */
  FILES(VerifyScope.DATA),
  /** As many points as ids, and each id leads to its point. */
  COUNTS(VerifyScope.DATA),
  /** Every point has all of its parts, once, and there is no folder too many. */
  ORPHANS(VerifyScope.DATA),
  /** Vectors are as long as they should be, of finite numbers, and of length 1 under cosine. */
  DIMENSIONS(VerifyScope.DATA),
  /** Every node of a graph is reached. */
  GRAPH(VerifyScope.INDEX),
  /** Searches by graphs find what looking at every vector finds. */
  RECALL(VerifyScope.INDEX),
  /** Filters accept what looking at every payload accepts. */
  PAYLOAD_INDEX(VerifyScope.INDEX),
  /** Every alias leads to a collection that is there. */
  ALIAS_TARGET(VerifyScope.ALIASES),
  /** No alias leads to an alias. */
  ALIAS_CYCLE(VerifyScope.ALIASES),
  /** No alias has the name of a collection. */
  ALIAS_SHADOW(VerifyScope.ALIASES),
  /** Files of snapshots have all of their checksums. */
  SNAPSHOT(VerifyScope.SNAPSHOT);

  private final VerifyScope scope;

  VerifyCheck(VerifyScope scope) {
    this.scope = scope;
  }

  /** Returns what it is asked for with. */
  public VerifyScope scope() {
    return scope;
  }

  /** Returns its name in answers and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
