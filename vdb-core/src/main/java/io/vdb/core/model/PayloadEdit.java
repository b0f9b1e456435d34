package io.vdb.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes inside parsed payloads. Nothing that is given is modified; copies are returned. */
final class PayloadEdit {

  private PayloadEdit() {}

  /**
   * Puts fields over the object at a path; fields that are null are removed from it. What is on the
   * way and of another type is replaced by what the path needs; elements of arrays are not added.
   */
  static Map<String, @Nullable Object> set(
      Map<String, @Nullable Object> payload,
      List<PayloadPath.Step> path,
      Map<String, @Nullable Object> fields) {
    return path.isEmpty()
        ? merged(payload, fields)
        : edited(payload, path, value -> merged(objectOrEmpty(value), fields));
  }

  /** Puts an object at a path, in the place of what is there; the way to it is that of {@link #set}. */
  static Map<String, @Nullable Object> replace(
      Map<String, @Nullable Object> payload,
      List<PayloadPath.Step> path,
      Map<String, @Nullable Object> object) {
    return edited(payload, path, _ -> object);
  }

  private static Map<String, @Nullable Object> edited(
      Map<String, @Nullable Object> payload, List<PayloadPath.Step> path, Edit edit) {
    return withField(payload, key(path), value -> edited(value, path, 1, edit));
  }

  private static @Nullable Object edited(
      @Nullable Object value, List<PayloadPath.Step> path, int depth, Edit edit) {
    if (depth == path.size()) {
      return edit.of(value);
    }
    return switch (path.get(depth)) {
      case PayloadPath.Key key ->
          withField(
              objectOrEmpty(value), key.name(), inner -> edited(inner, path, depth + 1, edit));
      case PayloadPath.Index index ->
          withElement(listOrEmpty(value), index, inner -> edited(inner, path, depth + 1, edit));
      case PayloadPath.All _ ->
          withAll(listOrEmpty(value), inner -> edited(inner, path, depth + 1, edit));
    };
  }

  /** Returns in how many places {@link #set} would put the fields, or what leads to none. */
  static long places(Map<String, @Nullable Object> payload, List<PayloadPath.Step> path) {
    return places(payload, path, 0);
  }

  private static long places(@Nullable Object value, List<PayloadPath.Step> path, int depth) {
    if (depth == path.size()) {
      return 1;
    }
    return switch (path.get(depth)) {
      case PayloadPath.Key key -> places(objectOrEmpty(value).get(key.name()), path, depth + 1);
      case PayloadPath.Index index -> {
        if (!(value instanceof List<?> list)) {
          yield 1;
        }
        yield index.position() < list.size()
            ? places(list.get(index.position()), path, depth + 1)
            : 0;
      }
      case PayloadPath.All _ -> {
        if (!(value instanceof List<?> list)) {
          yield 1;
        }
        long sum = 0;
        for (Object element : list) {
          sum += places(element, path, depth + 1);
        }
        yield sum;
      }
    };
  }

  /** Deletes what a path leads to: the field of an object, or all elements of an array. */
  static Map<String, @Nullable Object> delete(
      Map<String, @Nullable Object> payload, List<PayloadPath.Step> path) {
    return deleteField(payload, key(path), path, 1);
  }

  private static @Nullable Object delete(
      @Nullable Object value, List<PayloadPath.Step> path, int depth) {
    boolean last = depth == path.size() - 1;
    return switch (path.get(depth)) {
      case PayloadPath.Key key ->
          value instanceof Map<?, ?> map
              ? deleteField(map, key.name(), path, depth + 1)
              : value;
      case PayloadPath.Index index ->
          value instanceof List<?> list && !last
              ? withElement(list, index, inner -> delete(inner, path, depth + 1))
              : value;
      case PayloadPath.All _ -> {
        if (!(value instanceof List<?> list)) {
          yield value;
        }
        yield last ? List.of() : withAll(list, inner -> delete(inner, path, depth + 1));
      }
    };
  }

  /**
   * Deletes a field, or what the rest of the path leads to inside it.
   *
   * @param depth of the first step after the field
   */
  private static Map<String, @Nullable Object> deleteField(
      Map<?, ?> object, String name, List<PayloadPath.Step> path, int depth) {
    if (depth < path.size() && object.containsKey(name)) {
      return withField(object, name, inner -> delete(inner, path, depth));
    }
    Map<String, @Nullable Object> left = copy(object);
    if (depth == path.size()) {
      left.remove(name);
    }
    return left;
  }

  /** Makes a new value of an old one. */
  private interface Edit {
    @Nullable Object of(@Nullable Object value);
  }

  private static Map<String, @Nullable Object> withField(Map<?, ?> object, String name, Edit edit) {
    Map<String, @Nullable Object> changed = copy(object);
    changed.put(name, edit.of(changed.get(name)));
    return changed;
  }

  private static List<@Nullable Object> withElement(
      List<?> list, PayloadPath.Index index, Edit edit) {
    List<@Nullable Object> changed = new ArrayList<>(list);
    if (index.position() < changed.size()) {
      changed.set(index.position(), edit.of(changed.get(index.position())));
    }
    return changed;
  }

  private static List<@Nullable Object> withAll(List<?> list, Edit edit) {
    List<@Nullable Object> changed = new ArrayList<>(list.size());
    for (Object element : list) {
      changed.add(edit.of(element));
    }
    return changed;
  }

  private static Map<String, @Nullable Object> merged(
      Map<?, ?> object, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> merged = copy(object);
    fields.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> object) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    object.forEach((name, value) -> copy.put((String) name, value));
    return copy;
  }

  private static Map<?, ?> objectOrEmpty(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> listOrEmpty(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String key(List<PayloadPath.Step> path) {
    if (path.getFirst() instanceof PayloadPath.Key key) {
      return key.name();
    }
    throw new IllegalArgumentException("a path begins with a key");
  }
}
