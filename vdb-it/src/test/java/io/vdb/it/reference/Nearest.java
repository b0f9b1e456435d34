package io.vdb.it.reference;

import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is nearest to a vector, or to that of a point, which is left out.
 *
 * @param vector to what
 * @param of the point whose vector it is, or null
 * @param filter what is looked for
 */
record Nearest(float[] vector, @Nullable PointId of, Filter filter) implements Question {

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new HashMap<>();
    json.put("query", of == null ? vector : JsonForm.id(of));
    if (!filter.isEmpty()) {
      json.put("filter", JsonForm.filter(filter));
    }
    return json;
  }

  @Override
  public QueryPoints.Builder message() {
    VectorInput.Builder input = VectorInput.newBuilder();
    if (of == null) {
      DenseVector.Builder dense = DenseVector.newBuilder();
      for (float component : vector) {
        dense.addData(component);
      }
      input.setDense(dense);
    } else {
      input.setId(MessageForm.id(of));
    }
    return QueryPoints.newBuilder()
        .setQuery(Query.newBuilder().setNearest(input))
        .setFilter(MessageForm.filter(filter));
  }

  @Override
  public List<Scored> expected(ReferenceCollection collection) {
    return collection.nearest(vector, filter).stream()
        .filter(scored -> !scored.id().equals(of))
        .toList();
  }

  @Override
  public double tolerance(ReferenceCollection collection, Scored expected) {
    return collection.tolerance(vector, expected);
  }

  @Override
  public String toString() {
    return "nearest " + (of == null ? "to a vector" : "to " + of) + " of " + filter;
  }
}
