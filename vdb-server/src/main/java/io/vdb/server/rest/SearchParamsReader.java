package io.vdb.server.rest;

import io.vdb.core.query.StageParams;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads how nearest neighbours are searched for. One instance reads one object. */
final class SearchParamsReader {

  private final JsonReader in;
  private final LimitsConfig limits;
  private @Nullable Integer hnswEf;
  private boolean exact;
  private boolean indexedOnly;
  private @Nullable Double oversampling;

  private SearchParamsReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
  }

  static StageParams read(JsonReader in, LimitsConfig limits) throws IOException {
    if (in.isNull()) {
      return StageParams.DEFAULT;
    }
    SearchParamsReader reader = new SearchParamsReader(in, limits);
    in.object(reader::field);
    return new StageParams(
        reader.hnswEf, reader.exact, reader.indexedOnly, reader.oversampling);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "hnsw_ef" ->
          hnswEf = in.isNull() ? null : in.withinLimit(in.usize(1), limits.maxEf());
      case "exact" -> exact = flag();
      case "indexed_only" -> indexedOnly = flag();
      case "quantization" -> objectOrNull(this::quantization);
      case "acorn" -> objectOrNull(this::acorn);
      case "idf" -> in.unsupported();
      default ->
          throw in.unknownField(
              name, "hnsw_ef", "exact", "indexed_only", "quantization", "acorn");
    }
  }

  private void objectOrNull(JsonReader.Field field) throws IOException {
    if (!in.isNull()) {
      in.object(field);
    }
  }

  /** Nothing is quantised, so that all of these are merely checked. */
  private void quantization(String name) throws IOException {
    switch (name) {
      case "ignore", "rescore" -> flag();
      case "oversampling" -> oversampling = in.isNull() ? null : in.atLeast(in.f64(), 1);
      default -> throw in.unknownField(name, "ignore", "rescore", "oversampling");
    }
  }

  /** How filtered graphs are walked is decided for each segment, so that these are merely checked. */
  private void acorn(String name) throws IOException {
    switch (name) {
      case "enable" -> flag();
      case "max_selectivity" -> {
        if (!in.isNull()) {
          in.between(in.f64(), 0, 1);
        }
      }
      default -> throw in.unknownField(name, "enable", "max_selectivity");
    }
  }

  private boolean flag() throws IOException {
    return !in.isNull() && in.bool();
  }
}
