package io.vdb.it.ledger;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database as it must be. Never changed.
 *
 * @param collections by their names
 * @param aliases with the collections that they lead to
 * @param snapshots what each holds, by the number of the step that made it
 */
record Model(
    TreeMap<String, Content> collections,
    TreeMap<String, String> aliases,
    TreeMap<Integer, Content> snapshots) {

  static final Model EMPTY = new Model(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  Content collection(String name) {
    Content content = collections.get(name);
    if (content == null) {
      throw new IllegalArgumentException("there is no collection " + name);
    }
    return content;
  }

  /** Returns this with a collection, or without, which takes its aliases with it. */
  Model with(String name, @Nullable Content content) {
    TreeMap<String, Content> after = new TreeMap<>(collections);
    if (content == null) {
      after.remove(name);
      return new Model(after, aliasesWithout(name), snapshots);
    }
    after.put(name, content);
    return new Model(after, aliases, snapshots);
  }

  private TreeMap<String, String> aliasesWithout(String collection) {
    TreeMap<String, String> left = new TreeMap<>(aliases);
    left.values().removeIf(collection::equals);
    return left;
  }

  Model with(Map<String, String> otherAliases) {
    return new Model(collections, new TreeMap<>(otherAliases), snapshots);
  }

  /** Returns this with a snapshot, or without. */
  Model withSnapshot(int number, @Nullable Content content) {
    TreeMap<Integer, Content> after = new TreeMap<>(snapshots);
    if (content == null) {
      after.remove(number);
    } else {
      after.put(number, content);
    }
    return new Model(collections, aliases, after);
  }
}
