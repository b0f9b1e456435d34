package io.vdb.it.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Collects the lines of a stream of another process on a thread of its own. */
final class OutputLines {

  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  /** Collects them from now on. */
  OutputLines(String name, InputStream stream) {
    this(name, stream, new CountDownLatch(0));
  }

  /** Collects them from when the latch opens; before that nobody reads the stream. */
  OutputLines(String name, InputStream stream, CountDownLatch from) {
    reader =
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  try {
                    from.await();
                    readAll(stream);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private void readAll(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(the stream broke: " + e + ")"); // as it does when the process is killed
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  /** Returns what came so far. */
  List<String> soFar() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Returns everything, once the stream has ended. */
  List<String> all() throws InterruptedException {
    reader.join();
    return soFar();
  }

  boolean hasEnded() {
    return !reader.isAlive();
  }

  /** Waits until something was added or the time is over. */
  void awaitMore(int known, long millis) throws InterruptedException {
    synchronized (lines) {
      if (lines.size() == known) {
        lines.wait(millis);
      }
    }
  }
}
