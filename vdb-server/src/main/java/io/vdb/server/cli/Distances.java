package io.vdb.server.cli;

import io.vdb.core.model.Distance;
import io.vdb.server.cli.load.DistanceNames;
import io.vdb.server.cli.source.RowSource;

/** Which distance a new collection gets. */
final class Distances {

  private Distances() {}

  static Distance parse(String name) {
    return DistanceNames.find(name)
        .orElseThrow(
            () ->
                CliException.usage(
                    "--distance is '" + name + "', expected one of "
                        + String.join(", ", DistanceNames.all())));
  }

  /** IDX holds pictures and measurements, where lengths matter; the others mostly embeddings. */
  static Distance defaultFor(RowSource source) {
    return source.format().equals("IDX") ? Distance.EUCLID : Distance.COSINE;
  }
}
