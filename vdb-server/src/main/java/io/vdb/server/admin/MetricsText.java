package io.vdb.server.admin;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.observability.spi.Exposition;
import io.vdb.server.compatibility.QdrantFamilies;
import io.vdb.server.lifecycle.ObservabilityComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** What the backends expose, as text. */
public final class MetricsText {

  private static final int FIRST_BYTES = 64 * 1_024;

  private static final String TEXT = "text/plain";
  private static final Pattern FAMILY = Pattern.compile("^# TYPE (\\S+) ", Pattern.MULTILINE);

  private final ObservabilityComponent observability;
  private final Optional<QdrantFamilies> families;
  private volatile int plainBytes = FIRST_BYTES;
  private volatile int gzipBytes = FIRST_BYTES / 8;

  /** The text of these backends. */
  public MetricsText(ObservabilityComponent observability) {
    this(observability, Optional.empty());
  }

  /** The text of these backends, and Qdrant's families behind it. */
  public MetricsText(ObservabilityComponent observability, Optional<QdrantFamilies> families) {
    this.observability = observability;
    this.families = families;
  }

  /**
   * Returns the content type in which {@link #write} answers.
   *
   * @param accept value of an Accept header; empty when there was none
   * @throws VdbException NOT_FOUND when no backend exposes metrics
   */
  public String contentType(String accept) {
    return exposition().contentType(understood(accept));
  }

  /**
   * Writes the current values as UTF-8.
   *
   * @param accept as for {@link #contentType}
   * @param names only series of these names, as exported; all when empty
   * @param gzip whether to compress
   * @throws VdbException NOT_FOUND when no backend exposes metrics
   */
  public Bytes write(String accept, Set<String> names, boolean gzip) {
    return write(accept, names, gzip, false);
  }

  /**
   * The same.
   *
   * @param byCollection whether Qdrant's families of answers are told by collection
   */
  public Bytes write(String accept, Set<String> names, boolean gzip, boolean byCollection) {
    Exposition exposition = exposition();
    try {
      if (families.isPresent() && exposition.contentType(understood(accept)).startsWith(TEXT)) {
        return withFamilies(exposition, families.get(), names, gzip, byCollection);
      }
      if (gzip) {
        Bytes compressed = new Bytes(room(gzipBytes));
        try (GZIPOutputStream out = new FastGzip(compressed)) {
          exposition.write(accept, names, out);
        }
        gzipBytes = Math.max(gzipBytes, compressed.length());
        return compressed;
      }
      Bytes text = new Bytes(names.isEmpty() ? room(plainBytes) : FIRST_BYTES);
      exposition.write(accept, names, text);
      plainBytes = Math.max(plainBytes, text.length());
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Qdrant has no other format than the plain text, so its families are in no other. */
  private String understood(String accept) {
    return families.isPresent() ? "" : accept;
  }

  private Bytes withFamilies(
      Exposition exposition,
      QdrantFamilies more,
      Set<String> names,
      boolean gzip,
      boolean byCollection)
      throws IOException {
    Bytes text = new Bytes(room(plainBytes));
    exposition.write("", names, text);
    Set<String> taken =
        FAMILY
            .matcher(text.toString(StandardCharsets.UTF_8))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    text.write(more.text(names, taken, byCollection).getBytes(StandardCharsets.UTF_8));
    plainBytes = Math.max(plainBytes, text.length());
    if (!gzip) {
      return text;
    }
    Bytes compressed = new Bytes(room(gzipBytes));
    try (GZIPOutputStream out = new FastGzip(compressed)) {
      out.write(text.array(), 0, text.length());
    }
    return compressed;
  }

  /** As much as was needed before and a little more, so that nothing has to grow. */
  private static int room(int before) {
    return before + before / 8;
  }

  private Exposition exposition() {
    return observability
        .observability()
        .capability(Exposition.class)
        .orElseThrow(
            () ->
                new VdbException(
                    ErrorCode.NOT_FOUND,
                    "no observability backend exposes metrics: add one that does, such as"
                        + " prometheus, to vdb.observability.backends"));
  }

  /** The text repeats itself so much that more effort hardly makes it smaller. */
  private static final class FastGzip extends GZIPOutputStream {

    private static final int BUFFER_BYTES = 8 * 1_024;

    FastGzip(Bytes out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
