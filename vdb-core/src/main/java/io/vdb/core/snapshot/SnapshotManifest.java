package io.vdb.core.snapshot;

import io.vdb.core.model.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is in a snapshot.
 *
 * @param kind what it holds
 * @param createdMillis when it was made, milliseconds since 1970
 * @param collections exactly one unless it is a full one
 * @param aliases other names of these collections, each with the name that it leads to
 * @param entries in the order in which they stand in the file
 */
public record SnapshotManifest(
    SnapshotKind kind,
    long createdMillis,
    List<SnapshotCollection> collections,
    Map<String, String> aliases,
    List<SnapshotEntry> entries) {

  /** Each part of a path has a plain name, so that none can lead out of a folder. */
  private static final Pattern ENTRY =
      Pattern.compile("(0|[1-9]\\d{0,8})/(log|index(?:/\\w[\\w.-]{0,200}){1,8})");

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /** Copies, and checks what can be checked without the entries. */
  public SnapshotManifest {
    collections = List.copyOf(collections);
    aliases = Map.copyOf(aliases);
    entries = List.copyOf(entries);
    require(kind == SnapshotKind.FULL || collections.size() == 1, "it must hold one collection");
    checkNames(collections, aliases);
    checkEntries(collections, entries);
  }

  /** Returns the name of the entry with the records of a collection's log. */
  static String logOf(int position) {
    return position + "/log";
  }

  /** Returns the name of an entry with a file of a collection's index. */
  static String fileOf(int position, String file) {
    return position + "/index/" + file;
  }

  private static void checkNames(
      List<SnapshotCollection> collections, Map<String, String> aliases) {
    List<String> names = collections.stream().map(SnapshotCollection::name).toList();
    require(names.stream().distinct().count() == names.size(), "two collections have one name");
    require(names.containsAll(aliases.values()), "an alias leads nowhere");
    require(
        aliases.keySet().stream().noneMatch(names::contains), "an alias is named as a collection");
  }

  private static void checkEntries(
      List<SnapshotCollection> collections, List<SnapshotEntry> entries) {
    for (SnapshotEntry entry : entries) {
      require(ENTRY.matcher(entry.name()).matches(), "an entry has no proper name");
      require(entry.collection() < collections.size(), entry.name() + " belongs to no collection");
      require(entry.bytes() >= 0, entry.name() + " has a negative length");
      require(SHA_256.matcher(entry.sha256()).matches(), entry.name() + " has no checksum");
    }
    List<String> names = entries.stream().map(SnapshotEntry::name).toList();
    require(names.stream().distinct().count() == names.size(), "two entries have one name");
    for (int i = 0; i < collections.size(); i++) {
      require(names.contains(logOf(i)), "there is no " + logOf(i));
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Returns the bytes of all entries. */
  public long contentBytes() {
    return entries.stream().mapToLong(SnapshotEntry::bytes).reduce(0, Math::addExact);
  }

  /** Returns how many records the logs of all collections have. */
  public long records() {
    return collections.stream().mapToLong(SnapshotCollection::records).sum();
  }

  byte[] toJson() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("format", SnapshotFormat.VERSION);
    fields.put("kind", kind.label());
    fields.put("created_millis", createdMillis);
    fields.put("collections", collections.stream().map(SnapshotManifest::toFields).toList());
    fields.put("aliases", aliases);
    fields.put("entries", entries.stream().map(SnapshotManifest::toFields).toList());
    return JsonValues.writeObject(fields);
  }

  private static Map<String, @Nullable Object> toFields(SnapshotCollection collection) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", collection.name());
    fields.put("description", collection.description());
    fields.put("committed", collection.committed());
    fields.put("sequence", collection.sequence());
    return fields;
  }

  private static Map<String, @Nullable Object> toFields(SnapshotEntry entry) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", entry.name());
    fields.put("bytes", entry.bytes());
    fields.put("sha256", entry.sha256());
    return fields;
  }

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException when it is none
   * @throws io.vdb.core.error.VdbException for the same reason
   */
  static SnapshotManifest ofJson(byte[] json) {
    Map<String, @Nullable Object> fields = JsonValues.parseObject(json);
    List<SnapshotCollection> collections = new ArrayList<>();
    for (Object value : list(fields, "collections")) {
      Map<String, @Nullable Object> collection = object(value);
      collections.add(
          new SnapshotCollection(
              text(collection, "name"),
              object(collection.get("description")),
              number(collection, "committed"),
              number(collection, "sequence")));
    }
    List<SnapshotEntry> entries = new ArrayList<>();
    for (Object value : list(fields, "entries")) {
      Map<String, @Nullable Object> entry = object(value);
      entries.add(
          new SnapshotEntry(text(entry, "name"), number(entry, "bytes"), text(entry, "sha256")));
    }
    Map<String, String> aliases = new LinkedHashMap<>();
    object(fields.get("aliases"))
        .forEach((alias, target) -> aliases.put(alias, String.valueOf(target)));
    return new SnapshotManifest(
        SnapshotKind.of(text(fields, "kind")),
        number(fields, "created_millis"),
        collections,
        aliases,
        entries);
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), element));
      return copy;
    }
    throw new IllegalArgumentException("an object is missing");
  }

  private static List<?> list(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(name + " is not a list");
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is not a text");
  }

  private static long number(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name + " is not a number");
  }
}
