package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.POST;

import io.vdb.core.model.Alias;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.List;
import java.util.Set;

/** Routes of aliases. */
final class AliasRoutes {

  private AliasRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        new ApiRoute(
            POST,
            "/collections/aliases",
            Work.WRITE,
            QueryOptions.TIMEOUT,
            true,
            AliasRoutes::update),
        new ApiRoute(GET, "/aliases", Work.WRITE, Set.of(), false, AliasRoutes::all),
        new ApiRoute(
            GET,
            "/collections/{collection}/aliases",
            Work.WRITE,
            Set.of(),
            false,
            AliasRoutes::ofCollection));
  }

  private static Envelope.Result update(Call call) {
    call.aliases().update(AliasReader.read(call.body(), call.limits()));
    return out -> out.writeBoolean(true);
  }

  private static Envelope.Result all(Call call) {
    return written(call.aliases().list());
  }

  private static Envelope.Result ofCollection(Call call) {
    return written(call.aliases().list(call.collection()));
  }

  private static Envelope.Result written(List<Alias> aliases) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("aliases");
      for (Alias alias : aliases) {
        out.writeStartObject();
        out.writeStringField("alias_name", alias.name());
        out.writeStringField("collection_name", alias.collection());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }
}
