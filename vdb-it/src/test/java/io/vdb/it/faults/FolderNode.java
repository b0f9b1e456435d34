package io.vdb.it.faults;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names in a folder, as programs see them and as they are on the disk. */
final class FolderNode implements Node {

  private final FileTime createdAt = FileTime.from(Instant.now());
  private final Map<String, Node> visible = new TreeMap<>();
  private final Map<String, Node> durable = new TreeMap<>();

  /** What changed since the last flush, in order; each change is all or nothing. */
  private final List<Change> pending = new ArrayList<>();

  @Override
  public FileTime createdAt() {
    return createdAt;
  }

  @Nullable Node get(String name) {
    return visible.get(name);
  }

  List<String> names() {
    return List.copyOf(visible.keySet());
  }

  boolean isEmpty() {
    return visible.isEmpty();
  }

  void put(String name, Node node) {
    change(names -> names.put(name, node));
  }

  void remove(String name) {
    change(names -> names.remove(name));
  }

  void rename(String from, String to, Node node) {
    change(
        names -> {
          names.remove(from);
          names.put(to, node);
        });
  }

  @Override
  public void force() {
    durable.clear();
    durable.putAll(visible);
    pending.clear();
  }

  @Override
  public void crash(@Nullable Random survival) {
    if (survival != null) {
      int survivors = survival.nextInt(pending.size() + 1);
      pending.subList(0, survivors).forEach(change -> change.applyTo(durable));
    }
    visible.clear();
    visible.putAll(durable);
    pending.clear();
    visible.values().forEach(node -> node.crash(survival));
  }

  private void change(Change change) {
    change.applyTo(visible);
    pending.add(change);
  }

  @FunctionalInterface
  private interface Change {
    void applyTo(Map<String, Node> names);
  }
}
