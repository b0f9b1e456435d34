package io.vdb.server.api;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
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
  private @Nullable Integer size;
  private @Nullable Distance distance;

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

  /** Keeps how components are stored; there is one way. */
  public void datatype(Place at, String value) {
    NewCollection.onlyText(at, value, "float32");
    stored.put(StoredSettings.DATATYPE, value);
  }

  /** Returns what is kept. */
  Map<String, @Nullable Object> stored() {
    return stored;
  }

  VectorConfig config(Place at) {
    if (size == null || distance == null) {
      throw at.malformed("missing field `" + missing() + "`");
    }
    return VectorConfig.of(size, distance);
  }
}
