package io.vdb.core.index;

import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Entry point of an index implementation, found by {@link java.util.ServiceLoader}. */
public interface VectorIndexProvider {

  /** Version of this SPI. A constant, so that javac copies the value of its day into a provider. */
  int SPI_VERSION = 2;

  /** Returns the name by which a configuration selects this provider, such as {@code lucene}. */
  String name();

  /** Returns {@link #SPI_VERSION}. */
  int spiVersion();

  /** Returns the fastest way to compare two vectors on this machine. Stateless. */
  VectorKernel kernel(Distance distance);

  /**
   * Returns how stored vectors of a collection are compared: by their distance, and bytes under {@code
   * COSINE}, which have no unit length, by the angle between them. Stateless.
   */
  default VectorKernel kernel(VectorConfig vector) {
    return vector.distance() == Distance.COSINE && !vector.isNormalized()
        ? new AngleKernel(kernel(Distance.DOT))
        : kernel(vector.distance());
  }

  /**
   * Opens the index in the folder at its last commit, or a new one when the folder is empty.
   *
   * <p>All file access goes through {@code folder}'s file system. What a crash left behind after the
   * last commit is removed.
   *
   * @param folder exists
   * @throws IOException when a file cannot be read or written
   * @throws io.vdb.core.error.VdbException with {@code DATA_LOSS} when the stored data is damaged or
   *     of a newer format
   */
  VectorIndex open(Path folder, IndexSpec spec, IndexEnvironment environment) throws IOException;

  /**
   * Begins to look whether an index that is not open is whole, and changes nothing of it; nothing
   * where it cannot look.
   *
   * @throws io.vdb.core.error.VdbException with {@code DATA_LOSS} when what it cannot begin without is
   *     damaged
   */
  default Optional<IndexInspection> inspect(Path folder, IndexSpec spec) throws IOException {
    return Optional.empty();
  }
}
