package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;

import io.vdb.server.api.CollectionState;
import io.vdb.server.rest.ApiRoute.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Routes about the server itself, and about the cluster that it is not. */
final class ServiceRoutes {

  private static final String CLUSTER = "/collections/{collection}/cluster";

  private ServiceRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        new ApiRoute(
            GET, "/telemetry", Work.WRITE, QueryOptions.TELEMETRY, false, ServiceRoutes::telemetry),
        new ApiRoute(GET, "/cluster", Work.WRITE, Set.of(), false, _ -> cluster()),
        new ApiRoute(GET, CLUSTER, Work.WRITE, Set.of(), false, ServiceRoutes::shards),
        new ApiRoute(GET, "/issues", Work.WRITE, Set.of(), false, _ -> issues()),
        new ApiRoute(DELETE, "/issues", Work.WRITE, Set.of(), false, _ -> clearIssues()));
  }

  /** Templates of what only a cluster does; each with the methods that some route here takes. */
  static Map<String, String> onlyInClusters() {
    Map<String, String> templates = new LinkedHashMap<>();
    for (String template :
        List.of(
            "/cluster/recover",
            "/cluster/telemetry",
            "/cluster/peer/{peer}",
            "/cluster/metadata/keys",
            "/cluster/metadata/keys/{key}",
            CLUSTER,
            "/collections/{collection}/shards",
            "/collections/{collection}/shards/delete")) {
      templates.put(template, "this server is a single node, and has no shards to manage");
    }
    return templates;
  }

  private static Envelope.Result telemetry(Call call) {
    return TelemetryWriter.result(call.service(), call.options().detail());
  }

  private static Envelope.Result cluster() {
    return out -> {
      out.writeStartObject();
      out.writeStringField("status", "disabled");
      out.writeEndObject();
    };
  }

  private static Envelope.Result shards(Call call) {
    CollectionState state = call.collections().state(call.collection());
    return out -> {
      out.writeStartObject();
      out.writeNumberField("peer_id", CollectionState.PEER);
      out.writeNumberField("shard_count", 1);
      out.writeArrayFieldStart("local_shards");
      out.writeStartObject();
      out.writeNumberField("shard_id", 0);
      out.writeNumberField("points_count", state.info().points());
      out.writeStringField("state", "Active");
      out.writeEndObject();
      out.writeEndArray();
      out.writeArrayFieldStart("remote_shards");
      out.writeEndArray();
      out.writeArrayFieldStart("shard_transfers");
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  /** There are none: what should be indexed is indexed anyway. */
  private static Envelope.Result issues() {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("issues");
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static Envelope.Result clearIssues() {
    return out -> out.writeBoolean(true);
  }
}
