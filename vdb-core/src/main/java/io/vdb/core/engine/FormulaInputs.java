package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.query.ScoreFormula;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a formula may ask of one point; its payload is read when it does. */
final class FormulaInputs implements ScoreFormula.Inputs {

  private final PointId id;
  private final List<Map<PointId, Float>> scores;
  private final PointReader reader;
  private @Nullable Map<String, @Nullable Object> payload;

  FormulaInputs(PointId id, List<Map<PointId, Float>> scores, PointReader reader) {
    this.id = id;
    this.scores = scores;
    this.reader = reader;
  }

  @Override
  public float score(int prefetch) {
    return prefetch < scores.size() ? scores.get(prefetch).getOrDefault(id, Float.NaN) : Float.NaN;
  }

  @Override
  public Map<String, @Nullable Object> payload() {
    Map<String, @Nullable Object> fields = payload;
    if (fields == null) {
      fields = read().asMapOnce();
      payload = fields;
    }
    return fields;
  }

  private Payload read() {
    try {
      Payload found = reader.payload(id);
      if (found == null) {
        throw new IllegalStateException("point " + id + " was found but cannot be read");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean matches(Filter filter) {
    try {
      return reader.matches(id, filter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
