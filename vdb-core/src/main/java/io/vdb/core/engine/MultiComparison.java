package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.index.MultiScorer;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorRows;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ExampleScore;
import io.vdb.core.query.MaxSim;
import io.vdb.core.query.Similarity;
import java.util.ArrayList;
import java.util.List;

/** Multivectors are compared row by row, by the distance of their name. */
record MultiComparison(VectorConfig config, VectorKernel kernel) implements Comparison<VectorRows> {

  /** One dense vector is taken for a row. */
  @Override
  public VectorRows checked(VectorValue value) {
    return VectorRows.of(Vectors.stored(given(value), config));
  }

  private static VectorValue.Multi given(VectorValue value) {
    return switch (value) {
      case VectorValue.Multi multi -> multi;
      case VectorValue.Dense dense ->
          new VectorValue.Multi(dense.components(), Math.max(1, dense.components().length));
      case VectorValue.Sparse _ -> throw CollectionConfig.otherKind();
    };
  }

  @Override
  public VectorRows stored(VectorValue value) {
    if (value instanceof VectorValue.Multi multi) {
      return VectorRows.of(multi);
    }
    throw Vectors.notOneRow();
  }

  @Override
  public VectorRows weighted(VectorRows vector) {
    return vector;
  }

  @Override
  public Similarity<VectorRows> similarity() {
    return MaxSim.similarity(config.distance(), kernel);
  }

  /** All rows of the positive examples, and those of the negative ones with their signs turned. */
  @Override
  public VectorRows average(List<VectorValue> positive, List<VectorValue> negative) {
    List<VectorValue.Multi> all = new ArrayList<>(positive.size() + negative.size());
    positive.forEach(value -> all.add(checkedOnly(value)));
    negative.forEach(value -> all.add(negated(checkedOnly(value))));
    long length = 0;
    for (VectorValue.Multi rows : all) {
      length += rows.components().length;
    }
    if (length > VectorValue.Multi.MAX_COMPONENTS) {
      throw VdbException.invalid("the examples have too many rows together for an average");
    }
    float[] components = new float[(int) length];
    int at = 0;
    for (VectorValue.Multi rows : all) {
      System.arraycopy(rows.components(), 0, components, at, rows.components().length);
      at += rows.components().length;
    }
    return VectorRows.of(
        Vectors.storedRows(new VectorValue.Multi(components, config.size()), config));
  }

  private VectorValue.Multi checkedOnly(VectorValue value) {
    VectorValue.Multi rows = given(value);
    Vectors.checkRows(rows, config.size());
    return rows;
  }

  private static VectorValue.Multi negated(VectorValue.Multi rows) {
    float[] negated = new float[rows.components().length];
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -rows.components()[i];
    }
    return new VectorValue.Multi(negated, rows.dimension());
  }

  @Override
  public ScoreOrder near(VectorRows vector) {
    return new MaxSim(vector, config.distance(), similarity());
  }

  @Override
  public ScoreOrder by(ExampleScore<VectorRows> score) {
    return new MultiScorer() {
      @Override
      public float score(VectorRows stored) {
        return score.of(stored);
      }

      @Override
      public boolean largerIsNearer() {
        return true;
      }
    };
  }
}
