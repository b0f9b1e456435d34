package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.List;

/** Routes of payload indexes. */
final class PayloadIndexRoutes {

  private static final String INDEXES = "/collections/{collection}/index";
  private static final String FIELD = "field_name";

  private PayloadIndexRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        new ApiRoute(
            PUT, INDEXES, Work.WRITE, QueryOptions.WRITE, true, PayloadIndexRoutes::create),
        new ApiRoute(
            DELETE,
            INDEXES + "/{" + FIELD + "}",
            Work.WRITE,
            QueryOptions.WRITE,
            false,
            PayloadIndexRoutes::delete));
  }

  private static Envelope.Result create(Call call) {
    PayloadIndexReader.Declaration wanted = PayloadIndexReader.read(call.body());
    WriteReceipt receipt =
        call.collections().createPayloadIndex(call.collection(), wanted.field(), wanted.index());
    return out -> PointRoutes.written(out, call, receipt);
  }

  private static Envelope.Result delete(Call call) {
    PayloadPath field = Parameter.ofPath(FIELD).payloadPath(call.pathParam(FIELD));
    WriteReceipt receipt = call.collections().deletePayloadIndex(call.collection(), field);
    return out -> PointRoutes.written(out, call, receipt);
  }
}
