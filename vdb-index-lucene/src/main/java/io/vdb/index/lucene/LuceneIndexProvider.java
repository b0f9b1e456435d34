package io.vdb.index.lucene;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;

/** Provider {@code lucene}: HNSW graphs and payload filters on Lucene. Stateless. */
public final class LuceneIndexProvider implements VectorIndexProvider {

  @Override
  public String name() {
    return "lucene";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public VectorKernel kernel(Distance distance) {
    return Kernels.of(distance);
  }

  @Override
  public Optional<IndexInspection> inspect(Path folder, IndexSpec spec) throws IOException {
    return Optional.of(LuceneInspection.closed(folder, spec));
  }

  @Override
  public VectorIndex open(Path folder, IndexSpec spec, IndexEnvironment environment)
      throws IOException {
    try {
      return LuceneIndex.open(folder, spec, environment);
    } catch (IndexFormatTooNewException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "the index in " + folder + " was written by a newer program; use that one: "
              + e.getMessage(),
          e);
    } catch (CorruptIndexException | IndexFormatTooOldException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "the index in " + folder + " is damaged: " + e.getMessage(), e);
    } catch (EOFException | FileNotFoundException | NoSuchFileException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "a file of the index in " + folder + " is missing or cut: " + e, e);
    } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "the index in " + folder + " makes no sense: " + e, e);
    }
  }
}
