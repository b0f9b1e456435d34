package io.vdb.server.cli.source;

import java.nio.ByteBuffer;

/** How a component is stored in a binary file, and how it becomes a float. */
enum ElementType {
  UINT8(1) {
    @Override
    float read(ByteBuffer from) {
      return from.get() & 0xff;
    }
  },
  INT8(1) {
    @Override
    float read(ByteBuffer from) {
      return from.get();
    }
  },
  UINT16(2) {
    @Override
    float read(ByteBuffer from) {
      return from.getShort() & 0xffff;
    }
  },
  INT16(2) {
    @Override
    float read(ByteBuffer from) {
      return from.getShort();
    }
  },
  UINT32(4) {
    @Override
    float read(ByteBuffer from) {
      return from.getInt() & 0xffff_ffffL;
    }
  },
  INT32(4) {
    @Override
    float read(ByteBuffer from) {
      return from.getInt();
    }
  },
  UINT64(8) {
    @Override
    float read(ByteBuffer from) {
      long bits = from.getLong();
      // Halving keeps the odd bit, so that rounding to float is the same as from the whole value.
      return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2f;
    }
  },
  INT64(8) {
    @Override
    float read(ByteBuffer from) {
      return from.getLong();
    }
  },
  FLOAT16(2) {
    @Override
    float read(ByteBuffer from) {
      return Float.float16ToFloat(from.getShort());
    }
  },
  FLOAT32(4) {
    @Override
    float read(ByteBuffer from) {
      return from.getFloat();
    }
  },
  FLOAT64(8) {
    @Override
    float read(ByteBuffer from) {
      return (float) from.getDouble();
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one component in the file. */
  int bytes() {
    return bytes;
  }

  /** Reads one component in the buffer's byte order and rounds it to a float. */
  abstract float read(ByteBuffer from);
}
