package io.vdb.server.cli.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's array format, versions 1 to 3: magic, version, header length, a Python dictionary with
 * {@code descr}, {@code fortran_order} and {@code shape}, the data in C order.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
final class NpyFormat {

  static final String NAME = "npy";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([<>|=])([a-zA-Z])(\\d+)['\"]");
  private static final Pattern FORTRAN =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");

  private NpyFormat() {}

  /** Tells whether a file that starts so is meant to be npy. */
  static boolean matches(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static RowSource open(ByteSource bytes) throws IOException {
    String header = readHeader(bytes);
    Matcher descr = DESCR.matcher(header);
    if (!descr.find()) {
      throw bytes.malformed(
          MAGIC.length, "its npy header has no simple element type (descr): " + header.strip());
    }
    Matcher fortran = FORTRAN.matcher(header);
    if (!fortran.find()) {
      throw bytes.malformed(MAGIC.length, "its npy header has no fortran_order");
    }
    if (fortran.group(1).equals("True")) {
      throw bytes.malformed(
          MAGIC.length,
          "it is stored column by column (Fortran order); save it with numpy.ascontiguousarray");
    }
    long[] shape = shape(bytes, header);
    ByteOrder order =
        descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ElementType type = type(bytes, descr.group(2) + descr.group(3));
    int components = FixedRowSource.rowLength(bytes, shape);
    return new FixedRowSource(bytes, NAME, shape[0], components, type, order);
  }

  private static String readHeader(ByteSource bytes) throws IOException {
    byte[] start = take(bytes, MAGIC.length + 2);
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw bytes.malformed(
          MAGIC.length, "it is npy version " + version + "; versions 1 to 3 are known");
    }
    byte[] size = take(bytes, version == 1 ? Short.BYTES : Integer.BYTES);
    ByteBuffer sizes = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
    long length = version == 1 ? sizes.getShort() & 0xffffL : sizes.getInt() & 0xffff_ffffL;
    if (length > LONGEST_HEADER) {
      throw bytes.malformed(bytes.position(), "its npy header of " + length + " bytes is too long");
    }
    return new String(take(bytes, (int) length), StandardCharsets.UTF_8);
  }

  private static byte[] take(ByteSource bytes, int length) throws IOException {
    byte[] taken = new byte[length];
    if (bytes.fill(taken) < length) {
      throw bytes.malformed(bytes.position(), "the file is cut off in its npy header");
    }
    return taken;
  }

  private static long[] shape(ByteSource bytes, String header) throws MalformedSourceException {
    Matcher matcher = SHAPE.matcher(header);
    if (!matcher.find()) {
      throw bytes.malformed(MAGIC.length, "its npy header has no shape");
    }
    String text = matcher.group(1);
    try {
      long[] shape =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .filter(size -> !size.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      if (shape.length < 2 || shape[0] < 0) {
        throw bytes.malformed(
            MAGIC.length, "its shape is (" + text + ") where (rows, components) is needed");
      }
      return shape;
    } catch (NumberFormatException e) {
      throw bytes.malformed(MAGIC.length, "its shape (" + text + ") is not a list of numbers");
    }
  }

  private static ElementType type(ByteSource bytes, String code) throws MalformedSourceException {
    return switch (code) {
      case "f2" -> ElementType.FLOAT16;
      case "f4" -> ElementType.FLOAT32;
      case "f8" -> ElementType.FLOAT64;
      case "i1" -> ElementType.INT8;
      case "u1" -> ElementType.UINT8;
      case "i2" -> ElementType.INT16;
      case "u2" -> ElementType.UINT16;
      case "i4" -> ElementType.INT32;
      case "u4" -> ElementType.UINT32;
      case "i8" -> ElementType.INT64;
      case "u8" -> ElementType.UINT64;
      default ->
          throw bytes.malformed(
              MAGIC.length, "its element type '" + code
                  + "' is not supported; f2, f4, f8 and the integers i1 to u8 are");
    };
  }
}
