package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.PATCH;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import io.vdb.server.api.CollectionState;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.List;
import java.util.Set;

/** Routes of collections. */
final class CollectionRoutes {

  private CollectionRoutes() {}

  static List<ApiRoute> routes() {
    String collection = "/collections/{collection}";
    return List.of(
        new ApiRoute(
            GET, "/collections", Work.WRITE, Set.of(), false, CollectionRoutes::list),
        new ApiRoute(
            PUT, collection, Work.WRITE, QueryOptions.TIMEOUT, true, CollectionRoutes::create),
        new ApiRoute(
            PATCH, collection, Work.WRITE, QueryOptions.TIMEOUT, true, CollectionRoutes::update),
        new ApiRoute(GET, collection, Work.WRITE, Set.of(), false, CollectionRoutes::info),
        new ApiRoute(
            DELETE,
            collection,
            Work.WRITE,
            QueryOptions.TIMEOUT,
            false,
            CollectionRoutes::delete),
        new ApiRoute(
            GET,
            collection + "/exists",
            Work.WRITE,
            Set.of(),
            false,
            CollectionRoutes::exists));
  }

  private static Envelope.Result list(Call call) {
    List<String> names = call.collections().list();
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("collections");
      for (String name : names) {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static Envelope.Result create(Call call) {
    String name = call.newCollection();
    call.collections().create(name, CreateCollectionReader.read(call.body()));
    return out -> out.writeBoolean(true);
  }

  private static Envelope.Result update(Call call) {
    call.collections().update(call.collection(), CreateCollectionReader.readChange(call.body()));
    return out -> out.writeBoolean(true);
  }

  private static Envelope.Result info(Call call) {
    CollectionState state = call.collections().state(call.collection());
    return out -> CollectionWriter.state(out, state);
  }

  private static Envelope.Result delete(Call call) {
    boolean deleted = call.collections().delete(call.collection());
    return out -> out.writeBoolean(deleted);
  }

  private static Envelope.Result exists(Call call) {
    boolean exists = call.collections().exists(call.collection());
    return out -> {
      out.writeStartObject();
      out.writeBooleanField("exists", exists);
      out.writeEndObject();
    };
  }
}
