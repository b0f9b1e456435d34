package io.vdb.core.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the components of a vector are stored. What is stored is always worked with as floats, which
 * hold every value of each type exactly.
 */
public enum DataType {
  /** 4 bytes each. */
  FLOAT32(Float.BYTES),
  /** 2 bytes each, rounded to the nearest number of half precision, of two to the even one. */
  FLOAT16(Short.BYTES),
  /** 1 byte each: whole numbers from 0 to 255. */
  UINT8(Byte.BYTES);

  private static final int MAX_UINT8 = 255;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns how many bytes a component takes. */
  public int bytes() {
    return bytes;
  }

  /**
   * Returns the number that is stored for a component: the nearest one; of whole numbers the next
   * towards zero within their range, as a cast does. A number that is too large for half precision
   * becomes infinite.
   */
  public float rounded(float component) {
    return switch (this) {
      case FLOAT32 -> component;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(component));
      case UINT8 -> Math.clamp((int) component, 0, MAX_UINT8);
    };
  }

  /** Returns the bytes of rounded components, little-endian. */
  public byte[] encoded(float[] components) {
    byte[] encoded = new byte[bytes * components.length];
    switch (this) {
      case FLOAT32 -> {
        for (int i = 0; i < components.length; i++) {
          FLOATS.set(encoded, i * Float.BYTES, components[i]);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < components.length; i++) {
          SHORTS.set(encoded, i * Short.BYTES, Float.floatToFloat16(components[i]));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < components.length; i++) {
          encoded[i] = (byte) components[i];
        }
      }
    }
    return encoded;
  }

  /**
   * Reads as many components as there is room for. Allocates nothing.
   *
   * @param encoded what {@link #encoded} returned
   * @param offset of the first byte
   */
  public void decode(byte[] encoded, int offset, float[] components) {
    switch (this) {
      case FLOAT32 -> {
        for (int i = 0; i < components.length; i++) {
          components[i] = (float) FLOATS.get(encoded, offset + i * Float.BYTES);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < components.length; i++) {
          components[i] =
              Float.float16ToFloat((short) SHORTS.get(encoded, offset + i * Short.BYTES));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < components.length; i++) {
          components[i] = encoded[offset + i] & MAX_UINT8;
        }
      }
    }
  }
}
