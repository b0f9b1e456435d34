package io.vdb.server.admin;

import java.io.ByteArrayOutputStream;

/** Bytes that were written, to be read where they are. For one thread at a time. */
public final class Bytes extends ByteArrayOutputStream {

  Bytes(int capacity) {
    super(capacity);
  }

  /** Returns the array that they are at the start of; not a copy. */
  public byte[] array() {
    return buf;
  }

  /** Returns how many they are. */
  public int length() {
    return count;
  }
}
