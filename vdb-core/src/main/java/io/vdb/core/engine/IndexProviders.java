package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.VectorIndexProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the index implementation that a configuration names. */
final class IndexProviders {

  private IndexProviders() {}

  /**
   * Returns the one provider of this name.
   *
   * @throws VdbException with {@code UNAVAILABLE} that lists what was found when there is none, more
   *     than one, or one that was built for another version of the SPI
   */
  static VectorIndexProvider select(String name, ClassLoader loader) {
    List<VectorIndexProvider> matching = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (VectorIndexProvider provider : ServiceLoader.load(VectorIndexProvider.class, loader)) {
      found.add(provider.name() + " (" + provider.getClass().getName() + ")");
      if (provider.name().equals(name)) {
        matching.add(provider);
      }
    }
    if (matching.size() != 1) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          (matching.isEmpty() ? "no" : "more than one") + " index provider named '" + name
              + "'; found " + found + "; add io.vdb:vdb-index-" + name + " once");
    }
    VectorIndexProvider provider = matching.get(0);
    if (provider.spiVersion() != VectorIndexProvider.SPI_VERSION) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          "index provider '" + name + "' is built for version " + provider.spiVersion()
              + " of the SPI, this program has version " + VectorIndexProvider.SPI_VERSION);
    }
    return provider;
  }
}
