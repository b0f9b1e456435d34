package io.vdb.core.engine;

import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ExampleScore;
import io.vdb.core.query.ExampleScorers;
import io.vdb.core.query.Similarity;
import java.util.List;

/** Dense vectors are compared by the distance of their name. */
record DenseComparison(VectorConfig config, VectorKernel kernel) implements Comparison<float[]> {

  @Override
  public float[] checked(VectorValue value) {
    return stored(Searcher.dense(value));
  }

  private float[] stored(float[] components) {
    return Vectors.stored(components, config);
  }

  @Override
  public float[] stored(VectorValue value) {
    return Searcher.dense(value);
  }

  @Override
  public float[] weighted(float[] vector) {
    return vector;
  }

  @Override
  public Similarity<float[]> similarity() {
    return Similarity.of(config.distance(), kernel);
  }

  @Override
  public float[] average(List<VectorValue> positive, List<VectorValue> negative) {
    return stored(ExampleScorers.average(given(positive), given(negative)));
  }

  /** Returns vectors as they are given, checked only. */
  private List<float[]> given(List<VectorValue> values) {
    List<float[]> given = values.stream().map(Searcher::dense).toList();
    given.forEach(vector -> Vectors.checked(vector, config.size()));
    return given;
  }

  @Override
  public ScoreOrder near(float[] vector) {
    return new NearestScorer(vector, config.distance(), kernel);
  }

  @Override
  public ScoreOrder by(ExampleScore<float[]> score) {
    return ExampleScore.ofDense(score);
  }
}
