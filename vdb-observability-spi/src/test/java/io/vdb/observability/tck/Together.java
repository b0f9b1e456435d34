package io.vdb.observability.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same work on several threads that start at one moment. */
final class Together {

  interface Work {
    void run(int worker) throws Exception;
  }

  private Together() {}

  /** Returns when all are done; fails when one of them does. */
  static void run(int workers, Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int worker = i;
        results.add(
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  work.run(worker);
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get(120, TimeUnit.SECONDS);
      }
    }
  }
}
