package io.vdb.observability.otel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What a PEM file holds. */
record Pem(String text) {

  private static final String BEGIN = "-----BEGIN ";

  static Pem read(Given file) {
    if (file.value().contains(BEGIN)) {
      throw file.wrongSecret("holds a key or certificate: the path of a PEM file is needed");
    }
    try {
      String text = Files.readString(Path.of(file.value()), StandardCharsets.US_ASCII);
      if (text.contains(BEGIN)) {
        return new Pem(text);
      }
    } catch (IOException | InvalidPathException _) {
      throw file.wrong("this file cannot be read");
    }
    throw file.wrong("a file in PEM format is needed");
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A key must not end up in a log line. */
  @Override
  public String toString() {
    return "PEM";
  }
}
