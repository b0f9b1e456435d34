package io.vdb.core.engine;

import java.util.Locale;

/** What of a database is written to the disk. */
enum StoragePart {
  /** The operation log of a collection; memory and index are as they were when it fails. */
  LOG("its log could not be written"),
  /** The points in memory, which take over what is in the log. */
  POINTS("what is in its log could not be applied"),
  /** The index of a collection; what of it is not committed counts no more when it fails. */
  INDEX("its index could not be written"),
  /** What is stored of a collection, which is damaged. */
  FILES("what is stored of it is damaged"),
  /** The system log. */
  SYSTEM_LOG("the system log could not be written");

  private final String failed;

  StoragePart(String failed) {
    this.failed = failed;
  }

  /** Returns the name for metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Says that it failed. */
  String failed() {
    return failed;
  }
}
