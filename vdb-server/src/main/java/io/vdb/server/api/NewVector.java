package io.vdb.server.api;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.VectorConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a vector of a collection that is to be created, as a request gives them one by one,
 * each checked at once. Settings without effect are kept.
 */
public final class NewVector {

  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();
  private final HnswChange hnsw = new HnswChange();
  private @Nullable Integer size;
  private @Nullable Distance distance;
  private DataType type = DataType.FLOAT32;
  private boolean multi;

  NewVector() {}

  /** Sets the number of components. */
  public void size(Place at, int value) {
    size = at.between(value, 1, CollectionConfig.MAX_SIZE);
  }

  /** Sets the distance, by the name that the API has for it. */
  public void distance(Place at, String name) {
    distance =
        switch (name) {
          case "Cosine" -> Distance.COSINE;
          case "Dot" -> Distance.DOT;
          case "Euclid" -> Distance.EUCLID;
          case "Manhattan" -> Distance.MANHATTAN;
          default ->
              throw at.malformed(
                  "unknown variant, expected one of `Cosine`, `Euclid`, `Dot`, `Manhattan`");
        };
  }

  /** Returns the name of a setting that is missing, or nothing when none is. */
  public @Nullable String missing() {
    if (size == null) {
      return "size";
    }
    return distance == null ? "distance" : null;
  }

  /** Keeps where vectors are wanted. */
  public void onDisk(boolean value) {
    stored.put(StoredSettings.ON_DISK, value);
  }

  /** Sets how components are stored, by the name that the API has for it. */
  public void datatype(Place at, String value) {
    type =
        switch (value) {
          case "float32" -> DataType.FLOAT32;
          case "float16" -> DataType.FLOAT16;
          case "uint8" -> DataType.UINT8;
          default ->
              throw at.malformed("unknown variant, expected one of `float32`, `uint8`, `float16`");
        };
    stored.put(StoredSettings.DATATYPE, value);
  }

  /** Has points have several rows of it, compared in the way that the API has this name for. */
  public void rows(Place at, String comparator) {
    if (!comparator.equals(StoredSettings.MAX_SIM)) {
      throw at.malformed("unknown variant, expected `" + StoredSettings.MAX_SIM + "`");
    }
    multi = true;
    stored.put(StoredSettings.MULTIVECTOR, Map.of(StoredSettings.COMPARATOR, comparator));
  }

  /** Returns the parameters of its graph. */
  public HnswChange hnsw() {
    return hnsw;
  }

  /** Keeps what is wanted of it compressed, in the form of Qdrant's JSON. */
  public void quantization(Place at, Map<String, ?> given) {
    stored.put(StoredSettings.QUANTIZATION, Quantization.checked(at, given));
  }

  /** Returns what is kept. */
  Map<String, @Nullable Object> stored() {
    if (!hnsw.stored().isEmpty()) {
      stored.put(StoredSettings.HNSW, hnsw.stored());
    }
    return stored;
  }

  /**
   * Returns the settings.
   *
   * @param graphs parameters of graphs where it has none of its own
   */
  VectorConfig config(Place at, HnswConfig graphs) {
    String missing = missing();
    if (missing != null) {
      throw at.malformed("missing field `" + missing + "`");
    }
    return config(graphs);
  }

  /** Returns the settings, of which none is missing. */
  VectorConfig config(HnswConfig graphs) {
    if (size == null || distance == null) {
      throw new IllegalStateException("no " + missing());
    }
    return hnsw.on(new VectorConfig(size, distance, type, null, multi), graphs);
  }
}
