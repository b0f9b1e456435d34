package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Identifier of a point: an unsigned 64-bit number or a UUID.
 *
 * <p>All numbers order before all UUIDs; numbers order as unsigned, UUIDs by their bytes.
 */
public sealed interface PointId extends Comparable<PointId> {

  /** A number, unsigned. */
  record Num(long value) implements PointId {
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /** A UUID. */
  record Uuid(UUID value) implements PointId {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  /** The id with this number, read as unsigned. */
  static PointId of(long value) {
    return new Num(value);
  }

  /** The id with this UUID. */
  static PointId of(UUID value) {
    return new Uuid(value);
  }

  /**
   * Reads an id as people write it: a decimal number, or a UUID with dashes, without, in braces, or
   * as a URN.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is neither
   */
  static PointId parse(String text) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      try {
        return new Num(Long.parseUnsignedLong(text));
      } catch (NumberFormatException e) {
        if (text.length() != 32) { // 32 decimal digits are also a UUID without dashes
          throw notAnId(text);
        }
      }
    }
    String hex = UuidForms.bare(text.toLowerCase(Locale.ROOT));
    if (hex.isEmpty()) {
      throw notAnId(text);
    }
    return new Uuid(
        new UUID(
            Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16)));
  }

  private static VdbException notAnId(String text) {
    String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return VdbException.invalid(
        "value " + shown + " is not a valid point ID, valid values are either an unsigned integer"
            + " or a UUID");
  }

  /**
   * Returns a key whose unsigned byte order is the order of ids: 9 bytes for a number, 17 for a UUID.
   */
  default byte[] toSortableBytes() {
    return switch (this) {
      case Num n -> ByteBuffer.allocate(9).put((byte) 0).putLong(n.value()).array();
      case Uuid u ->
          ByteBuffer.allocate(17)
              .put((byte) 1)
              .putLong(u.value().getMostSignificantBits())
              .putLong(u.value().getLeastSignificantBits())
              .array();
    };
  }

  /** Reads what {@link #toSortableBytes} wrote, from the buffer's position on. */
  static PointId fromSortableBytes(ByteBuffer buffer) {
    byte kind = buffer.get();
    return switch (kind) {
      case 0 -> new Num(buffer.getLong());
      case 1 -> new Uuid(new UUID(buffer.getLong(), buffer.getLong()));
      default -> throw new IllegalArgumentException("not a point id: kind " + kind);
    };
  }

  @Override
  default int compareTo(PointId other) {
    if (this instanceof Num a) {
      return other instanceof Num b ? Long.compareUnsigned(a.value(), b.value()) : -1;
    }
    if (this instanceof Uuid a && other instanceof Uuid b) {
      int high =
          Long.compareUnsigned(
              a.value().getMostSignificantBits(), b.value().getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(
              a.value().getLeastSignificantBits(), b.value().getLeastSignificantBits());
    }
    return 1;
  }
}

/** The spellings of a UUID that clients use. */
final class UuidForms {

  private static final Pattern DASHED =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{32}");

  private UuidForms() {}

  /** Returns the 32 hexadecimal digits, or an empty string when the text is not a UUID. */
  static String bare(String lowerCase) {
    String text = lowerCase;
    if (text.startsWith("urn:uuid:")) {
      text = text.substring("urn:uuid:".length());
    } else if (text.startsWith("{") && text.endsWith("}")) {
      text = text.substring(1, text.length() - 1);
    }
    if (DASHED.matcher(text).matches()) {
      return text.replace("-", "");
    }
    return PLAIN.matcher(text).matches() ? text : "";
  }
}
