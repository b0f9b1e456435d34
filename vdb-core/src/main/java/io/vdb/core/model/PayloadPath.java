package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where in a payload a value is: {@code city}, {@code address.city}, {@code tags[]}, {@code
 * cities[].name}, {@code cities[0].name}, with {@code "quoted.keys"} for odd names.
 *
 * @param steps from the outermost inwards, at least one, the first of them a key
 */
public record PayloadPath(List<Step> steps) {

  /** One step inwards. */
  public sealed interface Step {}

  /** Into the field of an object. */
  public record Key(String name) implements Step {}

  /** Into one element of an array. */
  public record Index(int position) implements Step {
    /** Checks the position. */
    public Index {
      if (position < 0) {
        throw VdbException.invalid("a position in an array is at least 0, but got " + position);
      }
    }
  }

  /** Into every element of an array. */
  public record All() implements Step {}

  /** Copies the steps. */
  public PayloadPath {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a path.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is malformed
   */
  public static PayloadPath parse(String text) {
    return new PayloadPath(new PayloadPathParser(text).parse());
  }

  /**
   * Hands over every value that the path leads to; an array at the end is handed over as one value.
   */
  public void forEachValue(Map<?, ?> payload, Consumer<@Nullable Object> action) {
    visit(payload, 0, action);
  }

  private void visit(@Nullable Object value, int depth, Consumer<@Nullable Object> action) {
    if (depth == steps.size()) {
      action.accept(value);
      return;
    }
    switch (steps.get(depth)) {
      case Key key -> {
        if (value instanceof Map<?, ?> map && map.containsKey(key.name())) {
          visit(map.get(key.name()), depth + 1, action);
        }
      }
      case Index index -> {
        if (value instanceof List<?> list && index.position() < list.size()) {
          visit(list.get(index.position()), depth + 1, action);
        }
      }
      case All all -> {
        if (value instanceof List<?> list) {
          for (Object element : list) {
            visit(element, depth + 1, action);
          }
        }
      }
    }
  }

  /** Keeps ({@code keep}) or drops what the paths lead to. Keys inside arrays of objects count. */
  static Map<String, @Nullable Object> project(
      Map<String, @Nullable Object> payload, Collection<PayloadPath> paths, boolean keep) {
    return projectMap(payload, paths.stream().map(PayloadPath::steps).toList(), keep);
  }

  private static Map<String, @Nullable Object> projectMap(
      Map<?, ?> map, List<List<Step>> paths, boolean keep) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      List<List<Step>> below = new ArrayList<>();
      for (List<Step> path : paths) {
        if (path.get(0) instanceof Key key && key.name().equals(name)) {
          below.add(path.subList(1, path.size()));
        }
      }
      projectInto(entry.getValue(), below, keep, value -> result.put(name, value));
    }
    return result;
  }

  private static void projectInto(
      @Nullable Object value,
      List<List<Step>> below,
      boolean keep,
      Consumer<@Nullable Object> sink) {
    if (below.isEmpty()) {
      if (!keep) {
        sink.accept(value);
      }
      return;
    }
    if (below.stream().anyMatch(List::isEmpty)) {
      if (keep) {
        sink.accept(value);
      }
      return;
    }
    if (value instanceof Map<?, ?> map) {
      sink.accept(projectMap(map, below, keep));
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> kept = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        List<List<Step>> matching = new ArrayList<>();
        for (List<Step> path : below) {
          Step first = path.get(0);
          if (first instanceof All || (first instanceof Index at && at.position() == i)) {
            matching.add(path.subList(1, path.size()));
          }
        }
        projectInto(list.get(i), matching, keep, kept::add);
      }
      sink.accept(kept);
    } else if (!keep) {
      sink.accept(value);
    }
  }

  /** Returns at least as many bytes as the objects and arrays on the way take as JSON. */
  long mostJsonBytes() {
    long bytes = 0;
    for (Step step : steps) {
      bytes += step instanceof Key key ? 6L * key.name().length() + 6 : 3;
    }
    return bytes;
  }

  /** Returns the path into every element of the array here, this one if it leads there already. */
  public PayloadPath elements() {
    return steps.getLast() instanceof All ? this : followedBy(List.of(new All()));
  }

  /** Returns the path that goes on with the steps of another one. */
  public PayloadPath followedBy(PayloadPath inner) {
    return followedBy(inner.steps);
  }

  private PayloadPath followedBy(List<Step> more) {
    List<Step> all = new ArrayList<>(steps);
    all.addAll(more);
    return new PayloadPath(all);
  }

  /** Tells whether it may lead to more than one value. */
  public boolean leadsToMany() {
    return steps.stream().anyMatch(step -> step instanceof All);
  }

  /** Tells whether JSON can express all names. */
  public boolean isWellFormed() {
    return steps.stream()
        .allMatch(step -> !(step instanceof Key key) || JsonText.isWellFormed(key.name()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      switch (step) {
        case Key key -> {
          if (!text.isEmpty()) {
            text.append('.');
          }
          text.append(PayloadPathParser.isBare(key.name()) ? key.name() : '"' + key.name() + '"');
        }
        case Index index -> text.append('[').append(index.position()).append(']');
        case All all -> text.append("[]");
      }
    }
    return text.toString();
  }
}
