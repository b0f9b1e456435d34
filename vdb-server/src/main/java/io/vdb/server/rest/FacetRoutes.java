package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.POST;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.FacetHit;
import io.vdb.server.rest.ApiRoute.Work;
import java.io.IOException;
import java.util.List;

/** Route of counts by the values of a field. */
final class FacetRoutes {

  private FacetRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        new ApiRoute(
            POST,
            "/collections/{collection}/facet",
            Work.SEARCH,
            QueryOptions.READ,
            true,
            FacetRoutes::facet));
  }

  private static Envelope.Result facet(Call call) {
    List<FacetHit> hits =
        call.points().facet(call.collection(), FacetReader.read(call.body(), call.limits()));
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("hits");
      for (FacetHit hit : hits) {
        out.writeStartObject();
        out.writeFieldName("value");
        writeValue(out, hit.value());
        out.writeNumberField("count", hit.count());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static void writeValue(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case Long number -> out.writeNumber(number);
      case Boolean truth -> out.writeBoolean(truth);
      default -> out.writeString((String) value);
    }
  }
}
