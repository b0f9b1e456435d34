package io.vdb.it.ledger;

import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.VectorValue;
import java.util.Arrays;
import java.util.TreeMap;

/** What a point consists of; vectors by their names and as text, so that they compare by value. */
public record Stored(TreeMap<String, String> vectors, Payload payload) {

  /** Returns what is stored of dense vectors. */
  public static Stored of(NamedVectors vectors, Payload payload) {
    TreeMap<String, String> texts = new TreeMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.value(i) instanceof VectorValue.Dense dense) {
        texts.put(vectors.name(i), Arrays.toString(dense.components()));
      }
    }
    return new Stored(texts, payload);
  }

  /** Returns this with another payload. */
  public Stored with(Payload other) {
    return new Stored(vectors, other);
  }

  /** Returns this with other vectors in place of those of their names. */
  public Stored with(NamedVectors others) {
    TreeMap<String, String> after = new TreeMap<>(vectors);
    after.putAll(of(others, payload).vectors);
    return new Stored(after, payload);
  }

  /** Returns this without a vector. */
  public Stored without(String name) {
    TreeMap<String, String> after = new TreeMap<>(vectors);
    after.remove(name);
    return new Stored(after, payload);
  }
}
