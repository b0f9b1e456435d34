package io.vdb.server.api;

import io.vdb.core.model.SparseConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a sparse vector of a collection that is to be created or changed, as a request gives
 * them one by one, each checked at once. They are kept as they were given, with and without effect.
 */
public final class NewSparseVector {

  private static final String INDEX = "index";

  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> index = new LinkedHashMap<>();
  private @Nullable Boolean idf;

  NewSparseVector() {}

  /** Sets how components of queries are weighted. */
  public void modifier(Place at, String name) {
    idf =
        switch (name) {
          case "none" -> false;
          case "idf" -> true;
          default -> throw at.malformed("unknown variant, expected one of `none`, `idf`");
        };
    stored.put("modifier", name);
  }

  /** Keeps up to how many points would be scanned; there is always an index. */
  public void fullScanThreshold(int value) {
    index.put("full_scan_threshold", (long) value);
  }

  /** Keeps where the index is wanted. */
  public void onDisk(boolean value) {
    index.put(StoredSettings.ON_DISK, value);
  }

  /** Keeps how precisely the index is wanted; values are kept as they are. */
  public void datatype(Place at, String value) {
    switch (value) {
      case "float32", "float16", "uint8" -> index.put(StoredSettings.DATATYPE, value);
      default ->
          throw at.malformed("unknown variant, expected one of `float32`, `uint8`, `float16`");
    }
  }

  /** Returns what is kept. */
  Map<String, @Nullable Object> stored() {
    if (!index.isEmpty()) {
      stored.put(INDEX, index);
    }
    return stored;
  }

  SparseConfig config() {
    return new SparseConfig(Boolean.TRUE.equals(idf));
  }

  /** Returns the settings of a vector that is there, with those changed that were given. */
  SparseConfig on(SparseConfig before) {
    return idf == null ? before : before.withIdf(idf);
  }

  /** Puts what was given over what is kept of a vector that is there. */
  void applyTo(Map<String, @Nullable Object> kept) {
    Map<String, @Nullable Object> joined = new LinkedHashMap<>();
    if (kept.get(INDEX) instanceof Map<?, ?> before) {
      before.forEach((name, value) -> joined.put(String.valueOf(name), value));
    }
    joined.putAll(index);
    kept.putAll(stored);
    if (!joined.isEmpty()) {
      kept.put(INDEX, joined);
    }
  }
}
