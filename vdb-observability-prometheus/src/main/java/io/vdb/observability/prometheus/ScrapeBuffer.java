package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes on their way to a stream. For one thread. Numbers are written without making strings. */
final class ScrapeBuffer {

  private static final int SIZE = 1 << 16;

  /** The most that one number takes. */
  private static final int NUMBER = 32;

  /** Whole values below it are written digit by digit: they read back as the same double. */
  private static final double WHOLE = 0x1p63;

  private final OutputStream out;
  private final byte[] bytes = new byte[SIZE];
  private int length;

  ScrapeBuffer(OutputStream out) {
    this.out = out;
  }

  void add(byte[] source) throws IOException {
    add(source, 0, source.length);
  }

  void add(byte[] source, int from, int to) throws IOException {
    int count = to - from;
    if (count > SIZE) {
      drain();
      out.write(source, from, count);
      return;
    }
    makeRoom(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void add(char ascii) throws IOException {
    makeRoom(1);
    bytes[length++] = (byte) ascii;
  }

  void add(String text) throws IOException {
    add(text.getBytes(UTF_8));
  }

  /** Adds a value: whole numbers without a fraction, others as short as they go. */
  void addNumber(double value) throws IOException {
    long whole = (long) value;
    if ((double) whole == value && Math.abs(value) < WHOLE) {
      addWhole(whole);
    } else if (Double.isFinite(value)) {
      addAscii(Double.toString(value));
    } else if (Double.isNaN(value)) {
      addAscii("NaN");
    } else {
      addAscii(value > 0 ? "+Inf" : "-Inf");
    }
  }

  void addWhole(long value) throws IOException {
    makeRoom(NUMBER);
    long rest = value;
    if (rest < 0) {
      bytes[length++] = '-';
    } else {
      rest = -rest; // negative, because only there every long has its opposite
    }
    int end = length + digits(rest);
    length = end;
    do {
      bytes[--end] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  /** Adds a time in seconds with three decimals. */
  void addSeconds(long millis) throws IOException {
    addWhole(Math.floorDiv(millis, 1000L));
    makeRoom(NUMBER);
    int fraction = Math.floorMod(millis, 1000);
    bytes[length++] = '.';
    bytes[length++] = (byte) ('0' + fraction / 100);
    bytes[length++] = (byte) ('0' + fraction / 10 % 10);
    bytes[length++] = (byte) ('0' + fraction % 10);
  }

  /** Hands everything on and flushes the stream. */
  void flush() throws IOException {
    drain();
    out.flush();
  }

  private static int digits(long negative) {
    int digits = 1;
    long power = -10;
    while (digits < 19 && negative <= power) {
      digits++;
      power *= 10;
    }
    return digits;
  }

  private void addAscii(String text) throws IOException {
    makeRoom(NUMBER);
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void makeRoom(int count) throws IOException {
    if (SIZE - length < count) {
      drain();
    }
  }

  private void drain() throws IOException {
    out.write(bytes, 0, length);
    length = 0;
  }
}
