package io.vdb.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of compressed vectors, in the form of Qdrant's JSON. It is checked and kept, and
 * has no effect: vectors are compared as they are stored, which is at least as exact.
 */
public final class Quantization {

  private static final Set<String> RATIOS = Set.of("x4", "x8", "x16", "x32", "x64");
  private static final Set<String> ENCODINGS =
      Set.of("one_bit", "two_bits", "one_and_half_bits");
  private static final Set<String> QUERY_ENCODINGS =
      Set.of("default", "binary", "scalar4bits", "scalar8bits");
  private static final double MIN_QUANTILE = 0.5;

  private Quantization() {}

  /** Returns the settings as they are kept. */
  public static Map<String, @Nullable Object> checked(Place at, Map<String, ?> given) {
    if (given.size() != 1) {
      throw at.malformed("expected one of `scalar`, `product`, `binary`");
    }
    Map.Entry<String, ?> one = given.entrySet().iterator().next();
    String kind = one.getKey();
    if (Set.of("turbo", "turboquant").contains(kind)) {
      throw at.unsupportedValue("`turbo` is not supported by this server");
    }
    if (!Set.of("scalar", "product", "binary").contains(kind)
        || !(one.getValue() instanceof Map<?, ?> fields)) {
      throw at.malformed("expected one of `scalar`, `product`, `binary`, and an object in it");
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            check(at, kind, String.valueOf(name), value);
            kept.put(String.valueOf(name), value);
          }
        });
    requireField(at, kept, kind, "scalar", "type");
    requireField(at, kept, kind, "product", "compression");
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put(kind, kept);
    return whole;
  }

  private static void requireField(
      Place at, Map<String, @Nullable Object> kept, String kind, String of, String field) {
    if (kind.equals(of) && !kept.containsKey(field)) {
      throw at.malformed("missing field `" + field + "`");
    }
  }

  private static void check(Place at, String kind, String name, Object value) {
    switch (kind + "." + name) {
      case "scalar.type" -> oneOf(at, name, value, Set.of("int8"));
      case "product.compression" -> oneOf(at, name, value, RATIOS);
      case "binary.encoding" -> oneOf(at, name, value, ENCODINGS);
      case "binary.query_encoding" -> oneOf(at, name, value, QUERY_ENCODINGS);
      case "scalar.always_ram", "product.always_ram", "binary.always_ram" -> {
        if (!(value instanceof Boolean)) {
          throw at.malformed("`always_ram` must be true or false");
        }
      }
      case "scalar.quantile" -> quantile(at, value);
      default -> throw at.malformed("unknown field `" + Place.shown(name) + "`");
    }
  }

  private static void oneOf(Place at, String name, Object value, Set<String> known) {
    if (!(value instanceof String text) || !known.contains(text)) {
      throw at.malformed("unknown variant of `" + name + "`");
    }
  }

  private static void quantile(Place at, Object value) {
    if (!(value instanceof Number number)) {
      throw at.malformed("`quantile` must be a number");
    }
    double share = number.doubleValue();
    if (!(share >= MIN_QUANTILE && share <= 1)) {
      throw at.invalid("quantile " + share + " invalid, must be from 0.5 to 1");
    }
  }
}
