package io.vdb.server.api;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.model.CollectionConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gates of collections, by their names. A gate lasts until the settings of its collection change
 * or another collection has the name. Safe for concurrent use.
 */
final class StrictGates {

  /** A gate of these settings; none when they have no strict mode. */
  private record Kept(CollectionConfig config, @Nullable StrictGate gate) {

    /** Settings are compared by identity: others are other objects, and equal ones cost a moment. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(CollectionConfig other) {
      return config == other;
    }
  }

  private final DatabaseComponent database;
  private final LongSupplier nanoClock;
  private final Map<String, Kept> all = new ConcurrentHashMap<>();

  StrictGates(DatabaseComponent database, LongSupplier nanoClock) {
    this.database = database;
    this.nanoClock = nanoClock;
  }

  /** Returns the gate of a collection; nothing when everything is let through. */
  @Nullable StrictGate of(Collection collection) {
    CollectionConfig config = collection.config();
    Kept kept = all.get(collection.name());
    return kept != null && kept.isOf(config) ? kept.gate() : renewed(collection, config);
  }

  private @Nullable StrictGate renewed(Collection collection, CollectionConfig config) {
    Database open = database.database();
    all.keySet().retainAll(open.collectionNames());
    Kept now =
        all.compute(
            collection.name(),
            (_, kept) ->
                kept != null && kept.isOf(config)
                    ? kept
                    : new Kept(config, gate(config, kept == null ? null : kept.gate())));
    return now == null ? null : now.gate();
  }

  private @Nullable StrictGate gate(CollectionConfig config, @Nullable StrictGate before) {
    StrictMode mode = StrictMode.of(config);
    return mode == null ? null : new StrictGate(mode, before, nanoClock);
  }
}
