package io.vdb.core.engine;

import io.vdb.core.model.CollectionConfig;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Collections in a data directory, opened by one process at a time. Safe for concurrent use. */
@SuppressWarnings("DoNotCallSuggester")
public final class Database implements AutoCloseable {

  private Database() {}

  /** Opens with defaults and without observability. */
  public static Database open(Path dataDirectory) {
    return open(DatabaseConfig.of(dataDirectory), Observability.noop());
  }

  /** Locks the data directory, recovers every collection, and returns when all can be read. */
  public static Database open(DatabaseConfig config, Observability observability) {
    throw new IllegalStateException(config + " " + observability);
  }

  /** Creates; durable on return. */
  public Collection createCollection(String name, CollectionConfig config) {
    throw new IllegalStateException(name + config);
  }

  /** Returns the collection of this name; NOT_FOUND otherwise. */
  public Collection collection(String name) {
    throw new IllegalStateException(name);
  }

  /** Returns the collection of this name if there is one. */
  public Optional<Collection> find(String name) {
    throw new IllegalStateException(name);
  }

  /** Deletes; durable on return; false when there was none. */
  public boolean deleteCollection(String name) {
    throw new IllegalStateException(name);
  }

  /** Returns the names in alphabetical order. */
  public List<String> collectionNames() {
    throw new IllegalStateException();
  }

  /** Flushes, commits and releases everything. Idempotent. */
  @Override
  public void close() {}
}
