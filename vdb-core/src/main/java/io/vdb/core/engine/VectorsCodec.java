package io.vdb.core.engine;

import io.vdb.core.model.DataType;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.VectorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The bytes of named vectors in a record of the log. The names that a record uses stand once at its
 * beginning, and vectors refer to them by their place there.
 *
 * <p>Names: their number, and for each the length and UTF-16 characters. The vectors of a point:
 * their number, and for each the place of its name, a kind byte and the value. Kind 1 is dense:
 * number of components, components. Kind 2 is sparse: number of components that are not zero, their
 * indices, components. Kind 3 is several rows: components of a row, of all rows, components. Kinds 4
 * and 5 are dense, and 6 and 7 several rows, of components of 2 bytes and of 1 byte.
 */
final class VectorsCodec {

  private static final byte DENSE = 1;
  private static final byte SPARSE = 2;
  private static final byte MULTI = 3;
  private static final byte DENSE_FLOAT16 = 4;
  private static final byte DENSE_UINT8 = 5;
  private static final byte MULTI_FLOAT16 = 6;
  private static final byte MULTI_UINT8 = 7;

  private final Function<String, DataType> types;

  /** Place of each name. */
  private final Map<String, Integer> places = new LinkedHashMap<>();

  /**
   * A codec for one record.
   *
   * @param types how the components of dense vectors are stored, by name
   */
  VectorsCodec(Function<String, DataType> types) {
    this.types = types;
  }

  /** Notes the names of vectors that will be written. */
  void use(NamedVectors vectors) {
    for (int i = 0; i < vectors.size(); i++) {
      if (!places.containsKey(vectors.name(i))) {
        places.put(vectors.name(i), places.size());
      }
    }
  }

  /** Returns the bytes that {@link #putNames} takes. */
  long sizeOfNames() {
    return sizeOfNames(places.keySet());
  }

  static long sizeOfNames(Iterable<String> names) {
    long size = Integer.BYTES;
    for (String name : names) {
      size += Integer.BYTES + (long) Character.BYTES * name.length();
    }
    return size;
  }

  void putNames(ByteBuffer out) {
    putNames(out, List.copyOf(places.keySet()));
  }

  /** Writes names as they are, since those of clients need not be well-formed text. */
  static void putNames(ByteBuffer out, List<String> names) {
    out.putInt(names.size());
    for (String name : names) {
      out.putInt(name.length());
      for (int i = 0; i < name.length(); i++) {
        out.putChar(name.charAt(i));
      }
    }
  }

  static List<String> getNames(ByteBuffer in) {
    int count = in.getInt();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      checkLength(in, length, Character.BYTES);
      char[] characters = new char[length];
      for (int at = 0; at < length; at++) {
        characters[at] = in.getChar();
      }
      names.add(new String(characters));
    }
    return names;
  }

  private static void checkLength(ByteBuffer in, int count, int bytes) {
    if (count < 0 || (long) count * bytes > in.remaining()) {
      throw new IllegalArgumentException("a length of " + count);
    }
  }

  /** Returns the bytes that {@link #put} takes. */
  long sizeOf(NamedVectors vectors) {
    long size = Integer.BYTES;
    for (int i = 0; i < vectors.size(); i++) {
      size += Integer.BYTES + 1 + sizeOf(vectors.value(i), types.apply(vectors.name(i)));
    }
    return size;
  }

  private static long sizeOf(VectorValue value, DataType type) {
    return switch (value) {
      case VectorValue.Dense dense ->
          Integer.BYTES + (long) type.bytes() * dense.components().length;
      case VectorValue.Sparse sparse ->
          Integer.BYTES + (long) (Integer.BYTES + Float.BYTES) * sparse.values().length;
      case VectorValue.Multi multi ->
          2 * Integer.BYTES + (long) type.bytes() * multi.components().length;
    };
  }

  void put(ByteBuffer out, NamedVectors vectors) {
    out.putInt(vectors.size());
    for (int i = 0; i < vectors.size(); i++) {
      Integer place = places.get(vectors.name(i));
      if (place == null) {
        throw new IllegalStateException("a vector whose name was not noted");
      }
      out.putInt(place);
      put(out, vectors.value(i), types.apply(vectors.name(i)));
    }
  }

  private static void put(ByteBuffer out, VectorValue value, DataType type) {
    switch (value) {
      case VectorValue.Dense dense -> {
        out.put(denseKind(type)).putInt(dense.components().length);
        putComponents(out, dense.components(), type);
      }
      case VectorValue.Sparse sparse -> {
        out.put(SPARSE).putInt(sparse.values().length);
        out.asIntBuffer().put(sparse.indices());
        out.position(out.position() + Integer.BYTES * sparse.indices().length);
        putFloats(out, sparse.values());
      }
      case VectorValue.Multi multi -> {
        out.put(multiKind(type)).putInt(multi.dimension()).putInt(multi.components().length);
        putComponents(out, multi.components(), type);
      }
    }
  }

  private static byte denseKind(DataType type) {
    return switch (type) {
      case FLOAT32 -> DENSE;
      case FLOAT16 -> DENSE_FLOAT16;
      case UINT8 -> DENSE_UINT8;
    };
  }

  private static byte multiKind(DataType type) {
    return switch (type) {
      case FLOAT32 -> MULTI;
      case FLOAT16 -> MULTI_FLOAT16;
      case UINT8 -> MULTI_UINT8;
    };
  }

  private static void putComponents(ByteBuffer out, float[] components, DataType type) {
    if (type == DataType.FLOAT32) {
      putFloats(out, components);
    } else {
      out.put(type.encoded(components));
    }
  }

  private static float[] getComponents(ByteBuffer in, int count, DataType type) {
    if (type == DataType.FLOAT32) {
      return getFloats(in, count);
    }
    checkLength(in, count, type.bytes());
    byte[] encoded = new byte[count * type.bytes()];
    in.get(encoded);
    float[] components = new float[count];
    type.decode(encoded, 0, components);
    return components;
  }

  /** Writes components, without their number. */
  static void putFloats(ByteBuffer out, float[] components) {
    out.asFloatBuffer().put(components);
    out.position(out.position() + Float.BYTES * components.length);
  }

  /** Reads so many components. */
  static float[] getFloats(ByteBuffer in, int count) {
    checkLength(in, count, Float.BYTES);
    float[] components = new float[count];
    in.asFloatBuffer().get(components);
    in.position(in.position() + Float.BYTES * count);
    return components;
  }

  /**
   * Reads the vectors of a point.
   *
   * @param names of the record
   */
  static NamedVectors get(ByteBuffer in, List<String> names) {
    int count = in.getInt();
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int place = in.getInt();
      if (place < 0 || place >= names.size()) {
        throw new IllegalArgumentException("a name at place " + place);
      }
      vectors.put(names.get(place), getValue(in));
    }
    return NamedVectors.of(vectors);
  }

  private static VectorValue getValue(ByteBuffer in) {
    byte kind = in.get();
    return switch (kind) {
      case DENSE -> dense(in, DataType.FLOAT32);
      case DENSE_FLOAT16 -> dense(in, DataType.FLOAT16);
      case DENSE_UINT8 -> dense(in, DataType.UINT8);
      case SPARSE -> {
        int count = in.getInt();
        checkLength(in, count, Integer.BYTES);
        int[] indices = new int[count];
        in.asIntBuffer().get(indices);
        in.position(in.position() + Integer.BYTES * count);
        yield new VectorValue.Sparse(indices, getFloats(in, count));
      }
      case MULTI -> multi(in, DataType.FLOAT32);
      case MULTI_FLOAT16 -> multi(in, DataType.FLOAT16);
      case MULTI_UINT8 -> multi(in, DataType.UINT8);
      default -> throw new IllegalArgumentException("a vector of kind " + kind);
    };
  }

  private static VectorValue dense(ByteBuffer in, DataType type) {
    return new VectorValue.Dense(getComponents(in, in.getInt(), type));
  }

  private static VectorValue multi(ByteBuffer in, DataType type) {
    int dimension = in.getInt();
    return new VectorValue.Multi(getComponents(in, in.getInt(), type), dimension);
  }
}
