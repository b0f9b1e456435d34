package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All aliases at one moment, with the collections that they lead to. Immutable: a change is another
 * table, so that whoever looks at one never sees half of a batch.
 */
final class AliasTable {

  static final AliasTable EMPTY = new AliasTable(Map.of());

  private final Map<String, Collection> targets;

  AliasTable(Map<String, Collection> targets) {
    this.targets = Map.copyOf(targets);
  }

  /** Returns the collection that an alias leads to, if there is such an alias. */
  @Nullable Collection find(String alias) {
    return targets.get(alias);
  }

  int size() {
    return targets.size();
  }

  /** Returns all of them in alphabetical order. */
  List<Alias> all() {
    return targets.entrySet().stream()
        .map(entry -> new Alias(entry.getKey(), entry.getValue().name()))
        .sorted(Comparator.comparing(Alias::name))
        .toList();
  }

  /** Returns the aliases of a collection in alphabetical order. */
  List<String> of(Collection collection) {
    return targets.entrySet().stream()
        .filter(entry -> entry.getValue().equals(collection))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Returns the table without the aliases of a collection. */
  AliasTable without(Collection collection) {
    Map<String, Collection> left = new HashMap<>(targets);
    left.values().removeIf(collection::equals);
    return left.size() == targets.size() ? this : new AliasTable(left);
  }

  /** Returns the table with further aliases, each with the name of its collection. */
  AliasTable with(Map<String, String> added, Map<String, Collection> collections) {
    Map<String, Collection> changed = new HashMap<>(targets);
    added.forEach(
        (alias, name) -> changed.put(alias, Objects.requireNonNull(collections.get(name))));
    return new AliasTable(changed);
  }

  /** Returns the table in which the aliases of a collection lead to another one. */
  AliasTable moved(Collection from, Collection to) {
    Map<String, Collection> changed = new HashMap<>(targets);
    changed.replaceAll((_, target) -> target.equals(from) ? to : target);
    return new AliasTable(changed);
  }

  /**
   * Returns the table after a batch.
   *
   * @param collections finds collections by their own names
   * @throws VdbException when one of the actions is not possible after those before it
   */
  AliasTable after(
      List<AliasAction> actions, Function<String, @Nullable Collection> collections) {
    Map<String, Collection> changed = new HashMap<>(targets);
    for (AliasAction action : actions) {
      switch (action) {
        case AliasAction.Create create -> {
          Collection target = collections.apply(create.collection());
          if (target == null) {
            throw CollectionRegistry.notFound(create.collection());
          }
          checkFree(create.alias(), collections);
          changed.put(create.alias(), target);
        }
        case AliasAction.Rename rename -> {
          Collection target = changed.remove(rename.from());
          if (target == null) {
            throw new VdbException(
                ErrorCode.NOT_FOUND, "Alias " + rename.from() + " does not exists!");
          }
          checkFree(rename.to(), collections);
          changed.put(rename.to(), target);
        }
        case AliasAction.Delete delete -> changed.remove(delete.alias());
      }
    }
    return new AliasTable(changed);
  }

  /** An alias that is taken may be replaced, a collection must not be hidden. */
  private static void checkFree(
      String alias, Function<String, @Nullable Collection> collections) {
    CollectionNames.check(alias);
    if (collections.apply(alias) != null) {
      throw CollectionRegistry.taken(alias);
    }
  }

  /** Returns what makes another table of this one. */
  Change changeTo(AliasTable after) {
    Map<String, Collection> set = new TreeMap<>();
    after.targets.forEach(
        (alias, target) -> {
          if (!target.equals(targets.get(alias))) {
            set.put(alias, target);
          }
        });
    List<String> removed =
        targets.keySet().stream()
            .filter(alias -> !after.targets.containsKey(alias))
            .sorted()
            .toList();
    return new Change(set, removed);
  }

  /**
   * The difference between two tables.
   *
   * @param set aliases that lead to another collection, or that are new
   * @param removed aliases that are gone
   */
  record Change(Map<String, Collection> set, List<String> removed) {

    boolean isEmpty() {
      return set.isEmpty() && removed.isEmpty();
    }

    /** Returns the collections that aliases lead to, as the system log names them. */
    Map<String, UUID> setIds() {
      Map<String, UUID> ids = new TreeMap<>();
      set.forEach((alias, target) -> ids.put(alias, target.descriptor().uuid()));
      return ids;
    }

    /** Tells people what is different. */
    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      set.forEach((alias, target) -> parts.add(alias + " -> " + target.name()));
      removed.forEach(alias -> parts.add(alias + " removed"));
      return String.join(", ", parts);
    }
  }
}
