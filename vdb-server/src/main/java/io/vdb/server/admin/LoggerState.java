package io.vdb.server.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * What a logger logs.
 *
 * @param name its name; {@code ROOT} for the one above all
 * @param level this level and what is more severe is logged
 * @param ownLevel whether the level is its own; otherwise it comes from the logger above
 * @param change present while the level is changed
 */
public record LoggerState(String name, LogLevel level, boolean ownLevel, Optional<Change> change) {

  /**
   * A change that can be taken back.
   *
   * @param backTo the level of its own that the logger gets back; absent when it had none
   * @param expires when it gets it back by itself; absent when it does not
   */
  public record Change(Optional<LogLevel> backTo, Optional<Instant> expires) {}
}
