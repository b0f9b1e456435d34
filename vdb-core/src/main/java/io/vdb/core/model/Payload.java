package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point's JSON object, kept as it will be written: UTF-8 text, parsed only when somebody looks.
 *
 * <p>Parsed values are {@code null}, {@link Boolean}, {@link Long} (integers that fit), {@link
 * Double} (all other numbers), {@link String}, {@link java.util.List} and {@link Map}, unmodifiable
 * and in the order of the text. Immutable; safe for concurrent use.
 */
public final class Payload {

  /** The payload without fields. */
  public static final Payload EMPTY = new Payload(new byte[] {'{', '}'}, Map.of());

  private final byte[] json;
  private volatile @Nullable Map<String, @Nullable Object> parsed;

  private Payload(byte[] json, @Nullable Map<String, @Nullable Object> parsed) {
    this.json = json;
    this.parsed = parsed;
  }

  /**
   * Reads a JSON object.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is not one
   */
  public static Payload parse(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Payload(utf8, JsonValues.parseObject(utf8));
  }

  /**
   * Takes over UTF-8 text that this class wrote earlier, unchecked. The array must not be changed
   * afterwards.
   */
  public static Payload ofTrustedJson(byte[] utf8) {
    return utf8.length == 2 ? EMPTY : new Payload(utf8, null);
  }

  /**
   * Builds a payload from Java values of the kinds named above; other integral and floating types
   * are widened.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} on a value that JSON cannot express
   */
  public static Payload of(Map<String, ? extends @Nullable Object> fields) {
    return fields.isEmpty() ? EMPTY : new Payload(JsonValues.writeObject(fields), null);
  }

  /** Returns the fields, parsed at the first call and kept. */
  public Map<String, @Nullable Object> asMap() {
    Map<String, @Nullable Object> map = parsed;
    if (map == null) {
      map = JsonValues.parseObject(json);
      parsed = map;
    }
    return map;
  }

  /** Returns the fields without keeping them, for a reader that passes over many payloads once. */
  public Map<String, @Nullable Object> asMapOnce() {
    Map<String, @Nullable Object> map = parsed;
    return map != null ? map : JsonValues.parseObject(json);
  }

  /** Returns the UTF-8 text. The array is shared: read it only. */
  public byte[] json() {
    return json;
  }

  /** Returns how deep objects and arrays nest; 1 when all fields are plain values. */
  public int depth() {
    return JsonText.depth(json);
  }

  /** Tells whether there are no fields. */
  public boolean isEmpty() {
    return json.length == 2 || asMapOnce().isEmpty();
  }

  /** Returns this payload with the other's fields put over it, top level only, nulls included. */
  public Payload mergedWith(Payload other) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(asMapOnce());
    merged.putAll(other.asMapOnce());
    return of(merged);
  }

  /** Returns only what the paths lead to, in the order of this payload. */
  public Payload including(Collection<PayloadPath> paths) {
    return of(PayloadPath.project(asMapOnce(), paths, true));
  }

  /** Returns all but what the paths lead to. */
  public Payload excluding(Collection<PayloadPath> paths) {
    return of(PayloadPath.project(asMapOnce(), paths, false));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload p
        && (Arrays.equals(json, p.json) || asMapOnce().equals(p.asMapOnce()));
  }

  @Override
  public int hashCode() {
    return asMapOnce().hashCode();
  }

  @Override
  public String toString() {
    return new String(json, StandardCharsets.UTF_8);
  }
}
