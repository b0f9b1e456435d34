package io.vdb.core.memory;

import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import java.io.IOException;
import java.nio.file.Path;

/** Provider {@code memory}. */
public final class MemoryIndexProvider implements VectorIndexProvider {

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public VectorKernel kernel(Distance distance) {
    return switch (distance) {
      case EUCLID -> MemoryIndexProvider::euclid;
      case MANHATTAN -> MemoryIndexProvider::manhattan;
      case COSINE, DOT -> MemoryIndexProvider::dot;
    };
  }

  @Override
  public VectorIndex open(Path folder, IndexSpec spec, IndexEnvironment environment)
      throws IOException {
    return new MemoryIndex(folder, spec);
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static float manhattan(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  private static float euclid(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += difference * difference;
    }
    return (float) Math.sqrt(sum);
  }
}
