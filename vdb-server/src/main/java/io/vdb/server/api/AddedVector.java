package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vector that a collection is to get, or to lose. Nothing changes where it has the same one, or none
 * of the name.
 */
public final class AddedVector {

  private static final int MAX_NAME_BYTES = 200;

  private final String name;
  private @Nullable NewVector dense;
  private @Nullable NewSparseVector sparse;

  /** A vector of this name, which {@link #checkName} has taken. */
  public AddedVector(String name) {
    this.name = name;
  }

  /** Returns a name that a vector may have. */
  public static String checkName(String name, Place at) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw at.invalid("vector name must be at most " + MAX_NAME_BYTES + " bytes long");
    }
    CollectionNames.checkCharacters("vector name", name, at);
    return name;
  }

  /** Returns the settings of a dense vector, which it is. */
  public NewVector dense() {
    NewVector known = dense;
    if (known == null) {
      known = new NewVector();
      dense = known;
    }
    return known;
  }

  /** Returns the settings of a sparse vector, which it is. */
  public NewSparseVector sparse() {
    NewSparseVector known = sparse;
    if (known == null) {
      known = new NewSparseVector();
      sparse = known;
    }
    return known;
  }

  /** Checks that it is of one kind, with all that the kind needs. */
  public AddedVector complete(Place at) {
    if ((dense == null) == (sparse == null)) {
      throw at.malformed("a vector is either `dense` or `sparse`");
    }
    return this;
  }

  /** Returns the settings of a collection that has it as well. */
  CollectionConfig addedTo(CollectionConfig before) {
    try {
      return dense != null ? added(dense, before) : added(sparse(), before);
    } catch (VdbException e) {
      throw ApiException.wrongInput(String.valueOf(e.getMessage()));
    }
  }

  private CollectionConfig added(NewVector wanted, CollectionConfig before) {
    VectorConfig vector = wanted.config(before.hnsw());
    VectorConfig known = before.vector(name);
    if (known != null) {
      VectorConfig same = known.withHnsw(null).withSince(0);
      return same.equals(vector) ? before : taken("with a different configuration");
    }
    if (before.isSparse(name)) {
      return taken("as a sparse vector");
    }
    return keeping(
        before.with(name, vector),
        name.isEmpty() ? null : StoredSettings.NAMED_VECTORS,
        wanted.stored());
  }

  private CollectionConfig added(NewSparseVector wanted, CollectionConfig before) {
    SparseConfig known = before.sparseVectors().get(name);
    if (known != null) {
      return known.idf() == wanted.config().idf()
          ? before
          : taken("with a different configuration");
    }
    if (before.hasVector(name)) {
      return taken("as a dense vector");
    }
    return keeping(
        before.with(name, wanted.config()), StoredSettings.SPARSE_VECTORS, wanted.stored());
  }

  private CollectionConfig taken(String how) {
    throw ApiException.wrongInput(
        "Vector `" + Place.shown(name) + "` already exists " + how);
  }

  /** Returns the settings of a collection without it. */
  CollectionConfig removedFrom(CollectionConfig before) {
    if (!before.hasVector(name)) {
      return before;
    }
    String group =
        before.isSparse(name)
            ? StoredSettings.SPARSE_VECTORS
            : name.isEmpty() ? null : StoredSettings.NAMED_VECTORS;
    return keeping(before.without(name), group, Map.of());
  }

  /**
   * Keeps settings of it that have no effect, in place of what was kept of it.
   *
   * @param group that has a group for each name; the default vector has one alone
   */
  private CollectionConfig keeping(
      CollectionConfig config, @Nullable String group, Map<String, @Nullable Object> kept) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(config.stored().asMapOnce());
    if (group == null) {
      put(all, StoredSettings.VECTORS, kept);
    } else {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      if (all.get(group) instanceof Map<?, ?> before) {
        before.forEach((key, value) -> named.put(String.valueOf(key), value));
      }
      put(named, name, kept);
      put(all, group, named);
    }
    return config.withStored(Payload.of(all));
  }

  private static void put(
      Map<String, @Nullable Object> all, String key, Map<String, @Nullable Object> group) {
    if (group.isEmpty()) {
      all.remove(key);
    } else {
      all.put(key, group);
    }
  }
}
