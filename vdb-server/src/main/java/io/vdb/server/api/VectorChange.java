package io.vdb.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to change of a vector of a collection that is there. For one thread. */
public final class VectorChange {

  private final HnswChange hnsw = new HnswChange();
  private @Nullable Boolean onDisk;
  private @Nullable Map<String, @Nullable Object> quantization;
  private boolean withoutQuantization;

  /** Returns the parameters of its graph. */
  public HnswChange hnsw() {
    return hnsw;
  }

  /** Keeps where it is wanted. */
  public void onDisk(boolean value) {
    onDisk = value;
  }

  /** Keeps what is wanted of it compressed, in the form of Qdrant's JSON. */
  public void quantization(Place at, Map<String, ?> given) {
    quantization = Quantization.checked(at, given);
  }

  /** Has what was wanted of it compressed be forgotten. */
  public void withoutQuantization() {
    withoutQuantization = true;
  }

  /** Changes what is kept of the vector without an effect. */
  void applyTo(Map<String, @Nullable Object> stored) {
    if (onDisk != null) {
      stored.put(StoredSettings.ON_DISK, onDisk);
    }
    if (withoutQuantization) {
      stored.remove(StoredSettings.QUANTIZATION);
    }
    if (quantization != null) {
      stored.put(StoredSettings.QUANTIZATION, quantization);
    }
    if (!hnsw.stored().isEmpty()) {
      Map<String, @Nullable Object> graph = new LinkedHashMap<>();
      if (stored.get(StoredSettings.HNSW) instanceof Map<?, ?> before) {
        before.forEach((name, value) -> graph.put(String.valueOf(name), value));
      }
      graph.putAll(hnsw.stored());
      stored.put(StoredSettings.HNSW, graph);
    }
  }
}
