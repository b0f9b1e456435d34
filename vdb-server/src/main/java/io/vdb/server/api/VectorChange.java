package io.vdb.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to change of a vector of a collection that is there. For one thread. */
public final class VectorChange {

  private final HnswChange hnsw = new HnswChange();
  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();

  /** Returns the parameters of its graph. */
  public HnswChange hnsw() {
    return hnsw;
  }

  /** Keeps where it is wanted. */
  public void onDisk(boolean value) {
    stored.put(StoredSettings.ON_DISK, value);
  }

  /** Returns what is kept without an effect. */
  Map<String, @Nullable Object> stored() {
    return stored;
  }
}
