package io.vdb.it.reference;

import io.qdrant.client.grpc.Points.QueryPoints;
import java.util.List;
import java.util.Map;

/** A query that both protocols have, and how to work its answer out. */
interface Question {

  /** Returns the body of the request; without limit and parameters. */
  Map<String, Object> json();

  /** Returns the request; without collection, limit and parameters. */
  QueryPoints.Builder message();

  /** Returns everything that may be answered, the best first. */
  List<Scored> expected(ReferenceCollection collection);

  /** Returns by how much the score of an answer may differ. */
  double tolerance(ReferenceCollection collection, Scored expected);
}
