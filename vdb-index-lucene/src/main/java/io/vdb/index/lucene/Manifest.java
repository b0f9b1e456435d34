package io.vdb.index.lucene;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.JsonValues;
import io.vdb.core.model.NamedVectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a commit consists of: one small file that names a commit of each Lucene index. Replacing it
 * is what makes a commit one step.
 *
 * <p>The file is a line of JSON and a line with the CRC32C of the first, in hexadecimal digits.
 *
 * @param sequence number of the last operation that is contained
 * @param payloads name of the commit in the payload index
 * @param vectors name of the commit in the vector index
 * @param shapes of the dense vectors, by name
 * @param sparse since when there is each of the sparse vectors, by name
 */
record Manifest(
    long sequence,
    String payloads,
    String vectors,
    Map<String, Shape> shapes,
    Map<String, Long> sparse) {

  /** Raised when a program that knows only older formats would misread the index. */
  static final int FORMAT = 5;

  /** In which every vector was there from the beginning, and which is still written where it is so. */
  private static final int FIRST_VECTORS = 4;

  /** In which components took 4 bytes and points had one row, and which is still written for such. */
  private static final int SPARSE_VECTORS = 3;

  /** In which there were no sparse vectors either, and which is still written where there are none. */
  private static final int DENSE_VECTORS = 2;

  /** In which every point had the one vector, and it had no name. */
  private static final int ONE_VECTOR = 1;

  /**
   * What has to be the same for an index to be read.
   *
   * @param dimension number of components
   * @param distance over which graphs are built
   * @param since what tells it from an earlier vector of its name
   */
  record Shape(
      int dimension, Distance distance, DataType dataType, boolean multi, long since) {

    private boolean isPlain() {
      return dataType == DataType.FLOAT32 && !multi;
    }
  }

  /** A manifest of an index. */
  static Manifest of(long sequence, String payloads, String vectors, IndexSpec spec) {
    return new Manifest(
        sequence, payloads, vectors, shapes(spec), sparse(spec));
  }

  private static Map<String, Long> sparse(IndexSpec spec) {
    Map<String, Long> sparse = new TreeMap<>();
    spec.sparseVectors().forEach(name -> sparse.put(name, spec.since(name)));
    return sparse;
  }

  private static Map<String, Shape> shapes(IndexSpec spec) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    spec.vectors()
        .forEach(
            (name, vector) ->
                shapes.put(
                    name,
                    new Shape(
                        vector.size(),
                        vector.distance(),
                        vector.dataType(),
                        vector.multi(),
                        vector.since())));
    return shapes;
  }

  static final String FILE = "manifest";
  private static final String SPARSE = "sparse";
  private static final String SINCE = "since";

  /** Reads the manifest of the last commit, or nothing when there was none. */
  static @Nullable Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    byte[] json = Arrays.copyOf(bytes, end);
    String rest = new String(bytes, end, bytes.length - end, StandardCharsets.US_ASCII).strip();
    if (!rest.equals(checksum(json))) {
      throw damaged(file, "its checksum is wrong", null);
    }
    try {
      return of(file, JsonValues.parseObject(json));
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      throw damaged(file, "a field is missing or of a wrong type", e);
    }
  }

  private static Manifest of(Path file, Map<String, @Nullable Object> fields) {
    long format = number(fields, "format");
    if (format < ONE_VECTOR || format > FORMAT) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          file + " has format " + format + " but this program knows formats up to " + FORMAT
              + "; use the version of the program that wrote it, or a newer one");
    }
    return new Manifest(
        number(fields, "sequence"),
        text(fields, "payloads"),
        text(fields, "vectors"),
        format == ONE_VECTOR
            ? Map.of(
                NamedVectors.DEFAULT,
                new Shape(
                    (int) number(fields, "dimension"),
                    Distance.valueOf(text(fields, "distance")),
                    DataType.FLOAT32,
                    false,
                    0))
            : shapes(fields),
        format >= SPARSE_VECTORS ? sparse(fields) : Map.of());
  }

  private static Map<String, Shape> shapes(Map<String, @Nullable Object> fields) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (!(fields.get("shapes") instanceof Map<?, ?> all)) {
      throw new IllegalArgumentException("shapes");
    }
    all.forEach((name, shape) -> shapes.put(String.valueOf(name), shape(shape)));
    return shapes;
  }

  private static Map<String, Long> sparse(Map<String, @Nullable Object> fields) {
    Map<String, Long> sparse = new TreeMap<>();
    if (fields.get(SPARSE) instanceof List<?> names) {
      names.forEach(name -> sparse.put(String.valueOf(name), 0L));
    } else if (fields.get(SPARSE) instanceof Map<?, ?> times) {
      times.forEach((name, since) -> sparse.put(String.valueOf(name), (Long) since));
    } else {
      throw new IllegalArgumentException(SPARSE);
    }
    return sparse;
  }

  private static Shape shape(@Nullable Object value) {
    if (value instanceof Map<?, ?> shape
        && shape.get("dimension") instanceof Long dimension
        && shape.get("distance") instanceof String distance
        && shape.get("datatype") instanceof String dataType
        && shape.get("multi") instanceof Boolean multi) {
      return new Shape(
          Math.toIntExact(dimension),
          Distance.valueOf(distance),
          DataType.valueOf(dataType),
          multi,
          shape.get(SINCE) instanceof Long since ? since : 0);
    }
    throw new IllegalArgumentException("shapes");
  }

  private static Map<String, Object> fields(Shape shape) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dimension", (long) shape.dimension());
    fields.put("distance", shape.distance().name());
    fields.put("datatype", shape.dataType().name());
    fields.put("multi", shape.multi());
    if (shape.since() > 0) {
      fields.put(SINCE, shape.since());
    }
    return fields;
  }

  private static long number(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name);
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  private static VdbException damaged(Path file, String how, @Nullable Throwable cause) {
    return new VdbException(ErrorCode.DATA_LOSS, file + " is damaged: " + how, cause);
  }

  private static String checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  /**
   * Refuses an index that was built for other vectors. Since the commit the collection may have lost
   * some, which are passed over, and have got others, of which the index has nothing yet.
   */
  void check(Path folder, IndexSpec spec) {
    Map<String, Shape> known = shapes(spec);
    boolean fits =
        spec.names().stream()
            .allMatch(
                name ->
                    isLater(spec.since(name))
                        || (known.containsKey(name)
                            ? Objects.equals(known.get(name), shapes.get(name))
                            : Objects.equals(spec.since(name), sparse.get(name))));
    if (!fits) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "the index in " + folder + " holds vectors of " + shapes + " and " + sparse
              + ", but the collection is of " + known + " and " + sparse(spec));
    }
  }

  /** Tells whether a vector of this time may have come after the commit. */
  private boolean isLater(long since) {
    return since >= sequence && (since > 0 || sequence == 0);
  }

  /** Returns the oldest format that can say it all. */
  private int format() {
    if (shapes.values().stream().anyMatch(shape -> shape.since() > 0)
        || sparse.values().stream().anyMatch(since -> since > 0)) {
      return FORMAT;
    }
    if (!shapes.values().stream().allMatch(Shape::isPlain)) {
      return FIRST_VECTORS;
    }
    return sparse.isEmpty() ? DENSE_VECTORS : SPARSE_VECTORS;
  }

  /** Makes this the manifest of the folder, in one step that survives a crash once it returns. */
  void write(Path folder) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    int format = format();
    fields.put("format", (long) format);
    fields.put("sequence", sequence);
    fields.put("payloads", payloads);
    fields.put("vectors", vectors);
    Map<String, Object> all = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> all.put(name, fields(shape)));
    fields.put("shapes", all);
    if (format >= SPARSE_VECTORS) {
      fields.put(SPARSE, format == FORMAT ? sparse : List.copyOf(sparse.keySet()));
    }
    byte[] json = JsonValues.writeObject(fields);
    byte[] tail = ("\n" + checksum(json) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] content = Arrays.copyOf(json, json.length + tail.length);
    System.arraycopy(tail, 0, content, json.length, tail.length);
    DurableFiles.writeAtomically(folder.resolve(FILE), content);
  }
}
