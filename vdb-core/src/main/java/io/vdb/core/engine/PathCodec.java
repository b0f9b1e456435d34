package io.vdb.core.engine;

import io.vdb.core.model.PayloadPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link PayloadPath} in the log: the number of steps, 0 when there is no path, then
 * for each a kind byte and, for a field, its name with the length before it, or for an element its
 * position. Not its text, which cannot express every name.
 */
final class PathCodec {

  private static final byte KEY = 0;
  private static final byte INDEX = 1;
  private static final byte ALL = 2;

  private PathCodec() {}

  static void put(ByteBuffer out, @Nullable PayloadPath path) {
    List<PayloadPath.Step> steps = stepsOf(path);
    out.putInt(steps.size());
    for (PayloadPath.Step step : steps) {
      switch (step) {
        case PayloadPath.Key key -> {
          byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
          out.put(KEY).putInt(name.length).put(name);
        }
        case PayloadPath.Index index -> out.put(INDEX).putInt(index.position());
        case PayloadPath.All _ -> out.put(ALL);
      }
    }
  }

  static long sizeOf(@Nullable PayloadPath path) {
    long size = Integer.BYTES;
    for (PayloadPath.Step step : stepsOf(path)) {
      size +=
          switch (step) {
            case PayloadPath.Key key ->
                1L + Integer.BYTES + key.name().getBytes(StandardCharsets.UTF_8).length;
            case PayloadPath.Index _ -> 1L + Integer.BYTES;
            case PayloadPath.All _ -> 1L;
          };
    }
    return size;
  }

  private static List<PayloadPath.Step> stepsOf(@Nullable PayloadPath path) {
    return path == null ? List.of() : path.steps();
  }

  /** Reads what {@link #put} wrote. */
  static @Nullable PayloadPath get(ByteBuffer in) {
    int count = in.getInt();
    if (count == 0) {
      return null;
    }
    List<PayloadPath.Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      steps.add(
          switch (kind) {
            case KEY -> {
              byte[] name = new byte[in.getInt()];
              in.get(name);
              yield new PayloadPath.Key(new String(name, StandardCharsets.UTF_8));
            }
            case INDEX -> new PayloadPath.Index(in.getInt());
            case ALL -> new PayloadPath.All();
            default -> throw new IllegalArgumentException("unknown step " + kind);
          });
    }
    return new PayloadPath(steps);
  }
}
