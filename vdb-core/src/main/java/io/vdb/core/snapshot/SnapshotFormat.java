package io.vdb.core.snapshot;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What stands where in a snapshot; {@code docs/SNAPSHOTS.md} describes it. Numbers are big-endian.
 *
 * <p>A header of 16 bytes: the magic bytes, the version, zero. Then the contents of all entries, one
 * after the other. Then the manifest, a JSON object. Then a trailer of 80 bytes: the length of the
 * manifest, its SHA-256, the SHA-256 of all the file up to this place, and the magic bytes of the
 * end.
 */
final class SnapshotFormat {

  /** Raised when a program that knows only older versions would misread a file. */
  static final int VERSION = 1;

  static final int HEADER_BYTES = 16;
  static final int TRAILER_BYTES = 80;

  /** A manifest is held in memory. */
  static final int MAX_MANIFEST_BYTES = 256 << 20;

  /** Bytes before each record of a log: its length. */
  static final int RECORD_LENGTH_BYTES = 4;

  static final int BUFFER_BYTES = 256 << 10;

  private static final byte[] MAGIC = ascii("VDBSNAP\n");
  private static final byte[] END = ascii("VDBEND.\n");

  /** Where a tar archive says that it is one. */
  private static final byte[] TAR = ascii("ustar");

  private static final int TAR_OFFSET = 257;

  private SnapshotFormat() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(VERSION).putInt(0).flip();
  }

  static ByteBuffer trailer(int manifestBytes, byte[] manifestDigest) {
    return ByteBuffer.allocate(TRAILER_BYTES)
        .putLong(manifestBytes)
        .put(manifestDigest)
        .flip();
  }

  static ByteBuffer end(byte[] digest) {
    return ByteBuffer.allocate(digest.length + END.length).put(digest).put(END).flip();
  }

  static boolean isEnd(byte[] trailer) {
    return Arrays.equals(
        trailer, TRAILER_BYTES - END.length, TRAILER_BYTES, END, 0, END.length);
  }

  /**
   * Checks how a file begins.
   *
   * @param start its first bytes, as many as a tar archive needs to be known, or all that there are
   */
  static void checkHeader(String name, byte[] start) {
    if (start.length < HEADER_BYTES
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw VdbException.invalid(
          "`" + name + "` is not a snapshot of vdb"
              + (isTar(start) ? " but a tar archive, such as Qdrant's, which cannot be read" : ""));
    }
    int version = ByteBuffer.wrap(start).getInt(MAGIC.length);
    if (version != VERSION) {
      throw VdbException.invalid(
          "snapshot `" + name + "` has format " + version + ", this program knows " + VERSION
              + ": use the program that made it, or a newer one");
    }
  }

  static final int START_BYTES = TAR_OFFSET + 5;

  private static boolean isTar(byte[] start) {
    return start.length >= START_BYTES
        && Arrays.equals(start, TAR_OFFSET, START_BYTES, TAR, 0, TAR.length);
  }

  static VdbException damaged(String name, String what) {
    return damaged(name, what, null);
  }

  static VdbException damaged(String name, String what, @Nullable Throwable cause) {
    return new VdbException(
        ErrorCode.INVALID_ARGUMENT, "snapshot `" + name + "` is damaged: " + what, cause);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the digest of what was given so far; more may follow. */
  static byte[] soFar(MessageDigest digest) {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's digests can be copied", e);
    }
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
