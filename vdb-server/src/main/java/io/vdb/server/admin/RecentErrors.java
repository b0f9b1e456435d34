package io.vdb.server.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the latest warnings and errors in memory, bounded in number and in bytes. */
public final class RecentErrors {

  private static final int KEPT = 200;
  private static final int KEPT_BYTES = 256 * 1_024;

  private final int capacity;
  private final int capacityBytes;
  private final Object lock = new Object();
  private final Deque<RecentError> latest = new ArrayDeque<>();
  private int bytes;

  /** Keeps up to 200 of them, and not more than 256 KiB. */
  public RecentErrors() {
    this(KEPT, KEPT_BYTES);
  }

  RecentErrors(int capacity, int capacityBytes) {
    this.capacity = capacity;
    this.capacityBytes = capacityBytes;
  }

  /** Keeps one; the oldest make room. */
  public void add(RecentError error) {
    synchronized (lock) {
      latest.addFirst(error);
      bytes += error.bytes();
      while (latest.size() > capacity || bytes > capacityBytes) {
        bytes -= latest.removeLast().bytes();
      }
    }
  }

  /** Returns up to {@code limit} of them, latest first. */
  public List<RecentError> latest(int limit) {
    synchronized (lock) {
      return latest.stream().limit(limit).toList();
    }
  }
}
