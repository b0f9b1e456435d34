package io.vdb.server.lifecycle;

import java.time.Duration;

/**
 * How much work of one kind there may be.
 *
 * @param running at once, at least 1
 * @param waiting beyond that, at least 1
 * @param longestWait after which waiting work is refused
 * @param overloadWait the longest wait that new work may expect while there is too much
 */
public record QueueBounds(
    int running, int waiting, Duration longestWait, Duration overloadWait) {

  /** Work that may wait for as long as whoever wants it. */
  public static QueueBounds patient(int running, int waiting) {
    Duration forEver = Duration.ofNanos(Long.MAX_VALUE / 2);
    return new QueueBounds(running, waiting, forEver, forEver);
  }
}
