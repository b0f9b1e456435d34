package io.vdb.server.cli.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.core.error.VdbException;
import io.vdb.core.snapshot.Progress;
import io.vdb.core.snapshot.SnapshotCollection;
import io.vdb.core.snapshot.SnapshotFile;
import io.vdb.core.snapshot.SnapshotManifest;
import io.vdb.core.snapshot.SnapshotVisitor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What reading a whole snapshot showed.
 *
 * @param file what was read
 * @param bytes its length
 * @param manifest what is in it; absent when it could not be read
 * @param sha256 its checksum; absent when it is damaged
 * @param problem what is wrong; absent when nothing is
 */
public record Verification(
    Path file,
    long bytes,
    @Nullable SnapshotManifest manifest,
    @Nullable String sha256,
    @Nullable String problem) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHA_256_CHARACTERS = 64;

  /**
   * Reads all of a file.
   *
   * @param wanted what its checksum must be; absent when only the file beside it is to be asked,
   *     which the server writes
   * @throws IOException when it cannot be read
   */
  public static Verification of(Path file, @Nullable String wanted, Progress progress)
      throws IOException {
    long bytes = Files.size(file);
    try (SnapshotFile snapshot = SnapshotFile.open(file, String.valueOf(file.getFileName()))) {
      SnapshotManifest manifest = snapshot.manifest();
      String found = snapshot.read(SnapshotVisitor.NONE, progress);
      Optional<String> expected =
          wanted == null ? beside(file) : Optional.of(wanted.toLowerCase(Locale.ROOT));
      String problem =
          expected.filter(other -> !other.equals(found)).isPresent()
              ? "the checksum of the file is " + found + ", expected " + expected.get()
              : null;
      return new Verification(file, bytes, manifest, found, problem);
    } catch (VdbException e) {
      return new Verification(file, bytes, null, null, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> beside(Path file) throws IOException {
    try {
      String text =
          Files.readString(
              file.resolveSibling(file.getFileName() + ".checksum"), StandardCharsets.UTF_8);
      return text.length() < SHA_256_CHARACTERS
          ? Optional.empty()
          : Optional.of(text.substring(0, SHA_256_CHARACTERS).toLowerCase(Locale.ROOT));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Tells whether nothing is wrong. */
  public boolean valid() {
    return problem == null;
  }

  /** Writes it for people. */
  public void print(PrintWriter out) {
    SnapshotManifest known = manifest;
    if (problem != null || known == null) {
      out.printf("%s: NOT valid: %s%n", file, problem);
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s: valid, a %s snapshot of %s, %,d bytes, %,d parts, all checksums right%n",
        file,
        known.kind().label(),
        Instant.ofEpochMilli(known.createdMillis()),
        bytes,
        known.entries().size());
    out.printf("  sha256 %s%n", sha256);
    for (SnapshotCollection collection : known.collections()) {
      out.printf(
          Locale.ROOT,
          "  collection \"%s\" up to operation %,d, of which %,d are in its log%n",
          collection.name(),
          collection.sequence(),
          collection.records());
    }
    known
        .aliases()
        .forEach((alias, target) -> out.printf("  alias \"%s\" of \"%s\"%n", alias, target));
  }

  /** Returns it for programs, on one line. */
  public String toJson() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("file", file.toString()).put("valid", valid()).put("bytes", bytes);
    if (problem != null) {
      json.put("error", problem);
    }
    if (sha256 != null) {
      json.put("sha256", sha256);
    }
    if (manifest != null) {
      json.put("kind", manifest.kind().label());
      json.put("created", Instant.ofEpochMilli(manifest.createdMillis()).toString());
      json.put("entries", manifest.entries().size());
      json.put("records", manifest.records());
      ArrayNode collections = json.putArray("collections");
      for (SnapshotCollection collection : manifest.collections()) {
        collections
            .addObject()
            .put("name", collection.name())
            .put("committed", collection.committed())
            .put("sequence", collection.sequence())
            .put("records", collection.records());
      }
      ObjectNode aliases = json.putObject("aliases");
      manifest.aliases().forEach(aliases::put);
    }
    return JSON.writeValueAsString(json);
  }
}
