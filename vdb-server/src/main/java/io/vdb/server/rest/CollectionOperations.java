package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.List;
import java.util.Set;

/** Routes of collections. */
final class CollectionOperations {

  private static final String FORBIDDEN = "<>:\"/\\|?*";

  private CollectionOperations() {}

  static List<ApiRoute> routes() {
    String collection = "/collections/{collection}";
    return List.of(
        new ApiRoute(
            GET, "/collections", Work.WRITE, Set.of(), false, CollectionOperations::list),
        new ApiRoute(
            PUT, collection, Work.WRITE, QueryOptions.TIMEOUT, true, CollectionOperations::create),
        new ApiRoute(GET, collection, Work.WRITE, Set.of(), false, CollectionOperations::info),
        new ApiRoute(
            DELETE,
            collection,
            Work.WRITE,
            QueryOptions.TIMEOUT,
            false,
            CollectionOperations::delete),
        new ApiRoute(
            GET,
            collection + "/exists",
            Work.WRITE,
            Set.of(),
            false,
            CollectionOperations::exists));
  }

  private static Envelope.Result list(Call call) {
    List<String> names = call.database().collectionNames();
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
    String name = call.collectionName();
    checkNewName(name);
    CollectionConfig config = CreateCollectionReader.read(call.body());
    var _ = call.database().createCollection(name, config);
    return out -> out.writeBoolean(true);
  }

  private static void checkNewName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c)) {
        throw ApiException.invalid(
            "path parameters",
            "name",
            "collection name cannot contain \""
                + (Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c)
                + "\" char");
      }
    }
  }

  private static Envelope.Result info(Call call) {
    CollectionInfo info = call.collection().info();
    return out -> CollectionWriter.info(out, info);
  }

  private static Envelope.Result delete(Call call) {
    boolean deleted = call.database().deleteCollection(call.collectionName());
    return out -> out.writeBoolean(deleted);
  }

  private static Envelope.Result exists(Call call) {
    boolean exists = call.database().find(call.collectionName()).isPresent();
    return out -> {
      out.writeStartObject();
      out.writeBooleanField("exists", exists);
      out.writeEndObject();
    };
  }
}
