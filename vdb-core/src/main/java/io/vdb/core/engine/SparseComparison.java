package io.vdb.core.engine;

import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ExampleScore;
import io.vdb.core.query.Similarity;
import io.vdb.core.query.SparseExamples;
import java.util.List;

/**
 * Sparse vectors are compared by their dot product. The vectors of the query are weighted, if the
 * settings of the vector say so, where points are compared with them.
 *
 * @param weights of all indices that vectors of the query have
 */
record SparseComparison(SparseWeights weights) implements Comparison<VectorValue.Sparse> {

  @Override
  public VectorValue.Sparse checked(VectorValue value) {
    return Vectors.sparse(value);
  }

  @Override
  public VectorValue.Sparse stored(VectorValue value) {
    if (value instanceof VectorValue.Sparse sparse) {
      return sparse;
    }
    throw CollectionConfig.otherKind();
  }

  @Override
  public VectorValue.Sparse weighted(VectorValue.Sparse vector) {
    return weights.weighted(vector);
  }

  @Override
  public Similarity<VectorValue.Sparse> similarity() {
    return Similarity.ofSparse();
  }

  @Override
  public VectorValue.Sparse average(List<VectorValue> positive, List<VectorValue> negative) {
    return SparseExamples.average(
        positive.stream().map(Vectors::sparse).toList(),
        negative.stream().map(Vectors::sparse).toList());
  }

  @Override
  public ScoreOrder near(VectorValue.Sparse vector) {
    return new SparseDotProduct(vector);
  }

  @Override
  public ScoreOrder by(ExampleScore<VectorValue.Sparse> score) {
    return ExampleScore.ofSparse(score);
  }
}
