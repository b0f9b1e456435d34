package io.vdb.it.load;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of the writes of many clients. Ids are used once. Safe for concurrent use. */
final class Tally {

  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> refused = ConcurrentHashMap.newKeySet();
  private final Set<Long> unsure = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusedReads = new AtomicInteger();
  private final CountDownLatch enoughWritten;
  private final CountDownLatch enoughRefused;
  private final CountDownLatch enoughRefusedReads;

  /** A tally that is full after so many of each. */
  Tally(int written, int refused) {
    enoughWritten = new CountDownLatch(written);
    enoughRefused = new CountDownLatch(refused);
    enoughRefusedReads = new CountDownLatch(refused);
  }

  void acknowledged(long id) {
    acknowledged.add(id);
    enoughWritten.countDown();
  }

  void refused(long id) {
    refused.add(id);
    enoughRefused.countDown();
  }

  void refusedRead() {
    refusedReads.incrementAndGet();
    enoughRefusedReads.countDown();
  }

  /** Notes a write whose answer never came. */
  void unsure(long id) {
    unsure.add(id);
  }

  boolean isFull() {
    return enoughWritten.getCount() == 0
        && enoughRefused.getCount() == 0
        && enoughRefusedReads.getCount() == 0;
  }

  /** Waits until it is full. */
  void awaitFull() throws InterruptedException {
    enoughWritten.await();
    enoughRefused.await();
    enoughRefusedReads.await();
  }

  /** Has nobody wait any more: a client has failed, and says why. */
  void giveUp() {
    for (CountDownLatch latch :
        new CountDownLatch[] {enoughWritten, enoughRefused, enoughRefusedReads}) {
      while (latch.getCount() > 0) {
        latch.countDown();
      }
    }
  }

  Set<Long> acknowledged() {
    return acknowledged;
  }

  Set<Long> refused() {
    return refused;
  }

  int refusedReads() {
    return refusedReads.get();
  }

  Set<Long> unsure() {
    return unsure;
  }
}
