package io.vdb.it.reference;

import io.vdb.core.model.VectorValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How stored vectors are scored. */
record Scorer(boolean largerIsBetter, Function<VectorValue, @Nullable Measure> scores) {

  /** Returns the score, or nothing when the vector is not found. */
  @Nullable Measure score(VectorValue stored) {
    return scores.apply(stored);
  }
}
