package io.vdb.server.cli.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, unpacked when they are gzip, with positions for messages and progress.
 *
 * <p>Positions count unpacked bytes, because those are what the formats define. A compressed stream
 * that ends early or is damaged looks like an early end, and {@link #defect} says what it was, so
 * that readers can say which row it hit.
 */
final class ByteSource implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final long fileBytes;
  private final Counted raw;
  private final BufferedInputStream in;
  private final boolean compressed;
  private long position;
  private @Nullable String defect;

  private ByteSource(
      Path file, long fileBytes, Counted raw, BufferedInputStream in, boolean compressed) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.raw = raw;
    this.in = in;
    this.compressed = compressed;
  }

  static ByteSource open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new MalformedSourceException(file + " is a folder, not a file of vectors");
    }
    if (!Files.exists(file)) {
      throw new MalformedSourceException(file + " does not exist");
    }
    if (!Files.isReadable(file)) {
      throw new MalformedSourceException(file + " cannot be read: check its permissions");
    }
    Counted raw = new Counted(Files.newInputStream(file));
    try {
      BufferedInputStream plain = new BufferedInputStream(raw, BUFFER);
      boolean compressed = startsAsGzip(plain);
      BufferedInputStream in =
          compressed
              ? new BufferedInputStream(new GZIPInputStream(plain, BUFFER), BUFFER)
              : plain;
      return new ByteSource(file, Files.size(file), raw, in, compressed);
    } catch (EOFException | ZipException e) {
      raw.close();
      throw new MalformedSourceException(file + " is not a readable gzip file: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static boolean startsAsGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip;
  }

  /** Returns the next bytes without moving on; fewer when the data ends before. */
  byte[] peek(int count) throws IOException {
    byte[] start = new byte[count];
    int found = 0;
    in.mark(count);
    try {
      for (int next = in.read(); next >= 0; next = found < count ? in.read() : -1) {
        start[found++] = (byte) next;
      }
    } catch (EOFException | ZipException e) {
      return Arrays.copyOf(start, found); // reading on meets the same defect and reports it
    } finally {
      in.reset();
    }
    return Arrays.copyOf(start, found);
  }

  /** Fills the target and returns how many bytes there were, fewer only at the end. */
  int fill(byte[] target) throws IOException {
    int filled = 0;
    while (filled < target.length) {
      int count = readSome(target, filled);
      if (count < 0) {
        break;
      }
      filled += count;
    }
    position += filled;
    return filled;
  }

  private int readSome(byte[] target, int from) throws IOException {
    if (defect != null) {
      return -1;
    }
    try {
      return in.read(target, from, target.length - from);
    } catch (EOFException e) {
      defect = "the compressed data ends early";
    } catch (ZipException e) {
      defect = "the compressed data is damaged (" + e.getMessage() + ")";
    }
    return -1;
  }

  /** Returns the next byte, or -1 at the end. */
  int read() throws IOException {
    if (defect != null) {
      return -1;
    }
    try {
      int next = in.read();
      if (next >= 0) {
        position++;
      }
      return next;
    } catch (EOFException e) {
      defect = "the compressed data ends early";
    } catch (ZipException e) {
      defect = "the compressed data is damaged (" + e.getMessage() + ")";
    }
    return -1;
  }

  /** Returns why the data ended early, or null when it simply ended. */
  @Nullable String defect() {
    return defect;
  }

  /** Returns how many unpacked bytes were read. */
  long position() {
    return position;
  }

  /** Returns the part of the file that was read, 0 to 1. */
  double fractionRead() {
    return fileBytes == 0 ? 1 : Math.min(1, (double) raw.count / fileBytes);
  }

  /** Makes the error for what is wrong at a byte of the data. */
  MalformedSourceException malformed(long byteOffset, String what) {
    String where = "byte " + byteOffset + (compressed ? " of the unpacked data" : "");
    String reason = defect == null ? "" : "; " + defect;
    return new MalformedSourceException(file + ": " + what + " (at " + where + reason + ")");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Counts the bytes of the file itself, for progress. */
  private static final class Counted extends FilterInputStream {

    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        count++;
      }
      return next;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = super.read(target, from, length);
      if (read > 0) {
        count += read;
      }
      return read;
    }
  }
}
