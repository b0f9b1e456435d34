package io.vdb.it.crash;

import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients at once: some write points to one collection, others do something else. */
final class WriteLoad {

  private static final int WRITERS = 4;

  private final String collection;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Actor> others = new ArrayList<>();

  WriteLoad(String collection, Random random) {
    this.collection = collection;
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(collection, 1 + i * 1_000_000L, new Random(random.nextLong())));
    }
  }

  /** Something that ends the server. */
  interface Ending {
    void end() throws Exception;
  }

  /** Adds a client that does something else. */
  void add(Actor actor) {
    others.add(actor);
  }

  private List<Actor> actors() {
    List<Actor> actors = new ArrayList<>(writers);
    actors.addAll(others);
    return actors;
  }

  /** Writes; ends the server after so many acknowledged requests; returns when every client saw it. */
  void runUntil(RestClient client, int requests, Ending ending) throws Exception {
    CountDownLatch left = new CountDownLatch(requests);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Actor actor : actors()) {
        running.add(
            threads.submit(
                () -> {
                  try {
                    while (actor.act(client)) {
                      left.countDown();
                    }
                  } finally {
                    while (left.getCount() > 0) {
                      left.countDown(); // one that failed must not leave the test waiting
                    }
                  }
                  return null;
                }));
      }
      left.await();
      ending.end();
      for (Future<?> actor : running) {
        actor.get();
      }
    }
  }

  int acknowledged() {
    return actors().stream().mapToInt(Actor::acknowledged).sum();
  }

  /** Returns what is wrong with what is found after a restart, empty when nothing is. */
  String settle(RestClient client) throws IOException, InterruptedException {
    StringBuilder differences = new StringBuilder(differences(Stored.all(client, collection)));
    for (Actor actor : others) {
      differences.append(actor.settle(client));
    }
    return differences.toString();
  }

  /** Returns what is wrong with the points found, empty when nothing is. */
  private String differences(Map<Long, Stored> found) {
    StringBuilder differences = new StringBuilder();
    int mine = 0;
    for (Writer writer : writers) {
      differences.append(writer.difference(found));
      mine += writer.size();
    }
    if (differences.isEmpty() && mine != found.size()) {
      differences.append("there are points that nobody wrote");
    }
    return differences.toString();
  }
}
