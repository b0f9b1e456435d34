package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import io.vdb.core.engine.WriteReceipt;
import io.vdb.server.api.AddedVector;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.List;

/** Routes of the vectors that a collection has. */
final class VectorNameRoutes {

  private static final String NAME = "vector_name";
  private static final String VECTOR = "/collections/{collection}/vectors/{" + NAME + "}";

  private VectorNameRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        new ApiRoute(
            PUT, VECTOR, Work.WRITE, QueryOptions.WRITE, true, VectorNameRoutes::create),
        new ApiRoute(
            DELETE, VECTOR, Work.WRITE, QueryOptions.WRITE, false, VectorNameRoutes::delete));
  }

  private static AddedVector vector(Call call) {
    return new AddedVector(
        AddedVector.checkName(call.pathParam(NAME), Parameter.ofPath(NAME)));
  }

  private static Envelope.Result create(Call call) {
    AddedVector vector = VectorNameReader.read(call.body(), vector(call));
    WriteReceipt receipt = call.collections().createVector(call.collection(), vector);
    return out -> PointRoutes.written(out, call, receipt);
  }

  private static Envelope.Result delete(Call call) {
    WriteReceipt receipt = call.collections().deleteVector(call.collection(), vector(call));
    return out -> PointRoutes.written(out, call, receipt);
  }
}
