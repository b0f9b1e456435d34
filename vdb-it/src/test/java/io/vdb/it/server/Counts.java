package io.vdb.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a test counted. It is printed, and added to the file that the system property {@code
 * vdb.it.counts} names, from which a report is made.
 */
public final class Counts {

  private final String test;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Counts(String test) {
    this.test = test;
  }

  /** No counts of a test yet. */
  public static Counts of(String test) {
    return new Counts(test);
  }

  /** Adds a count. */
  public Counts with(String what, long count) {
    return with(what, Long.toString(count));
  }

  /** Adds a figure with its unit. */
  public Counts with(String what, String figure) {
    values.put(what, figure.replace("\t", " "));
    return this;
  }

  /** Prints all of them in one line, and keeps them for a report. */
  public void report() {
    keep();
    System.out.println(
        test + ": "
            + values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", ")));
  }

  /** Keeps them for a report, and prints nothing. */
  void keep() {
    String file = System.getProperty("vdb.it.counts", "");
    if (!file.isEmpty()) {
      append(Path.of(file));
    }
  }

  private synchronized void append(Path file) {
    StringBuilder lines = new StringBuilder();
    values.forEach(
        (what, value) ->
            lines.append(test).append('\t').append(what).append('\t').append(value).append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
