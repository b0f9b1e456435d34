package io.vdb.it.crash;

import io.vdb.it.server.RestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several writers at once. */
final class WriteLoad {

  private static final int WRITERS = 4;

  private final List<Writer> writers = new ArrayList<>();

  WriteLoad(String collection, Random random) {
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(collection, 1 + i * 1_000_000L, new Random(random.nextLong())));
    }
  }

  /** Something that ends the server. */
  interface Ending {
    void end() throws InterruptedException;
  }

  /** Writes; ends the server after so many acknowledged requests; returns when every writer saw it. */
  void runUntil(RestClient client, int requests, Ending ending) throws Exception {
    CountDownLatch left = new CountDownLatch(requests);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : writers) {
        running.add(
            threads.submit(
                () -> {
                  try {
                    while (writer.write(client)) {
                      left.countDown();
                    }
                  } finally {
                    while (left.getCount() > 0) {
                      left.countDown(); // a writer that failed must not leave the test waiting
                    }
                  }
                  return null;
                }));
      }
      left.await();
      ending.end();
      for (Future<?> writer : running) {
        writer.get();
      }
    }
  }

  int acknowledged() {
    return writers.stream().mapToInt(Writer::acknowledged).sum();
  }

  /** Returns what is wrong with the points found, empty when nothing is. */
  String differences(Map<Long, Stored> found) {
    StringBuilder differences = new StringBuilder();
    for (Writer writer : writers) {
      differences.append(writer.difference(found));
    }
    return differences.toString();
  }
}
