package io.vdb.core.engine;

/** Kinds of work that no caller waits for. */
enum BackgroundJob {
  /** Moves recent points into the index. */
  INDEX_FLUSH("index_flush", "index_flush"),
  /** Makes the index survive a crash and cuts the log behind it. */
  COMMIT("commit", "commit"),
  /** Joins segments of the index. */
  MERGE("merge", "compaction"),
  /** Lets searches use merged segments. */
  REFRESH("refresh", "refresh"),
  /** Indexes the words of texts that were there before their index was declared. */
  INDEX_WORDS("index_words", "index_words"),
  /** Looks whether everything that is kept is whole. */
  VERIFY("verify", "integrity");

  private final String operation;
  private final String worker;

  BackgroundJob(String operation, String worker) {
    this.operation = operation;
    this.worker = worker;
  }

  /** Returns its name in spans and log lines. */
  String operation() {
    return operation;
  }

  /** Returns the name of the worker in metrics. */
  String worker() {
    return worker;
  }
}
