package io.vdb.server.cli.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens files of vectors by what is in them, not by their names. */
public final class RowSources {

  private static final int LONGEST_START = 256;

  private RowSources() {}

  /**
   * Opens an IDX, npy or JSON Lines file, compressed with gzip or not.
   *
   * @throws MalformedSourceException when the file is missing, unreadable or of no known format
   */
  public static RowSource open(Path file) throws IOException {
    ByteSource bytes = ByteSource.open(file);
    try {
      byte[] start = bytes.peek(LONGEST_START);
      if (NpyFormat.matches(start)) {
        return NpyFormat.open(bytes);
      }
      if (IdxFormat.matches(start)) {
        return IdxFormat.openVectors(bytes);
      }
      if (JsonLinesSource.matches(start)) {
        return new JsonLinesSource(bytes);
      }
      if (bytes.read() < 0) {
        throw bytes.malformed(0, "the file is empty");
      }
      throw bytes.malformed(0, "it is neither IDX, npy nor JSON Lines");
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Opens a file of vectors whose payload is a label from an IDX file with one number for each row.
   *
   * @throws MalformedSourceException also when the numbers of rows differ
   */
  public static RowSource openLabelled(Path file, Path labelFile) throws IOException {
    RowSource rows = open(file);
    try {
      RowSource labels = openLabels(labelFile);
      if (labels.expectedRows() != rows.expectedRows()) {
        labels.close();
        throw new MalformedSourceException(
            labelFile + " has " + labels.expectedRows() + " labels, but " + file
                + (rows.expectedRows() == RowSource.UNKNOWN
                    ? " has its payloads in its own lines"
                    : " has " + rows.expectedRows() + " rows"));
      }
      return new LabelledSource(rows, labels);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static RowSource openLabels(Path file) throws IOException {
    ByteSource bytes = ByteSource.open(file);
    try {
      if (!IdxFormat.matches(bytes.peek(LONGEST_START))) {
        throw bytes.malformed(0, "it is not an IDX file of labels");
      }
      return IdxFormat.openLabels(bytes);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Returns the file of labels that stands beside an image file, by MNIST's way of naming them. */
  public static Optional<Path> labelsBeside(Path images) {
    Path name = images.getFileName();
    if (name == null || !name.toString().contains("images-idx3")) {
      return Optional.empty();
    }
    Path labels = images.resolveSibling(name.toString().replace("images-idx3", "labels-idx1"));
    return Optional.of(labels).filter(file -> file.toFile().isFile());
  }
}
