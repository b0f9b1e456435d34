package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.POST;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.server.api.ApiException;
import io.vdb.server.rest.ApiRoute.Work;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Routes of snapshots whose answers are JSON. */
final class SnapshotRoutes {

  static final String OF_COLLECTION = "/collections/{collection}/snapshots";
  static final String FULL = "/snapshots";

  /** The parameter of a path with the name of a snapshot. */
  static final String NAME = "snapshot";

  private static final String OF_SHARD = "/collections/{collection}/shards/{shard}/snapshots";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SnapshotRoutes() {}

  static List<ApiRoute> routes() {
    List<ApiRoute> routes = new ArrayList<>();
    routes.add(change(POST, OF_COLLECTION, false, SnapshotRoutes::create));
    routes.add(read(OF_COLLECTION, SnapshotRoutes::list));
    routes.add(change(DELETE, OF_COLLECTION + "/{snapshot}", false, SnapshotRoutes::delete));
    routes.add(change(PUT, OF_COLLECTION + "/recover", true, SnapshotRoutes::recover));
    routes.add(change(POST, FULL, false, SnapshotRoutes::createFull));
    routes.add(read(FULL, SnapshotRoutes::listFull));
    routes.add(change(DELETE, FULL + "/{snapshot}", false, SnapshotRoutes::deleteFull));
    routes.add(ofShard(GET, ""));
    routes.add(ofShard(POST, ""));
    routes.add(ofShard(GET, "/{snapshot}"));
    routes.add(ofShard(DELETE, "/{snapshot}"));
    routes.add(ofShard(PUT, "/recover"));
    routes.add(ofShard(POST, "/upload"));
    return routes;
  }

  private static ApiRoute change(
      HttpMethod method, String template, boolean hasBody, Operation operation) {
    return new ApiRoute(
        method, template, Work.LONG, QueryOptions.SNAPSHOT, hasBody, operation);
  }

  private static ApiRoute read(String template, Operation operation) {
    return new ApiRoute(GET, template, Work.WRITE, Set.of(), false, operation);
  }

  /** A single node has one shard for each collection, which has no snapshots of its own. */
  private static ApiRoute ofShard(HttpMethod method, String rest) {
    return new ApiRoute(
        method,
        OF_SHARD + rest,
        Work.WRITE,
        Set.of("wait", "priority", "checksum"),
        false,
        _ -> {
          throw ApiException.wrongInput("snapshots of shards are not supported by this server");
        });
  }

  /** Does what may take long, or begins it when the client does not wait. */
  private static Envelope.Result done(
      Call call, String what, Supplier<Envelope.Result> work) {
    if (call.waits()) {
      return work.get();
    }
    call.snapshots()
        .unattended(
            what,
            () -> {
              Envelope.Result _ = work.get();
            });
    call.unattended();
    return _ -> {};
  }

  private static Envelope.Result create(Call call) {
    String collection = call.collection();
    call.snapshots().requireCollection(collection);
    return done(
        call,
        "a snapshot of collection " + collection,
        () -> described(call.snapshots().create(collection)));
  }

  private static Envelope.Result createFull(Call call) {
    return done(
        call,
        "a snapshot of all collections",
        () -> described(call.snapshots().createFull()));
  }

  private static Envelope.Result list(Call call) {
    return described(call.snapshots().list(call.collection()));
  }

  private static Envelope.Result listFull(Call call) {
    return described(call.snapshots().listFull());
  }

  private static Envelope.Result delete(Call call) {
    String collection = call.collection();
    String name = call.pathParam(NAME);
    return done(
        call,
        "deleting a snapshot of collection " + collection,
        () -> {
          call.snapshots().delete(collection, name);
          return out -> out.writeBoolean(true);
        });
  }

  private static Envelope.Result deleteFull(Call call) {
    String name = call.pathParam(NAME);
    return done(
        call,
        "deleting a snapshot of all collections",
        () -> {
          call.snapshots().deleteFull(name);
          return out -> out.writeBoolean(true);
        });
  }

  private static Envelope.Result recover(Call call) {
    String collection = call.newCollection();
    RecoverReader.Request request = RecoverReader.read(call.body());
    return done(
        call,
        "restoring collection " + collection,
        () -> {
          call.snapshots()
              .recover(collection, request.location(), request.checksum(), request.apiKey());
          return out -> out.writeBoolean(true);
        });
  }

  private static Envelope.Result described(SnapshotInfo info) {
    return out -> write(out, info);
  }

  private static Envelope.Result described(List<SnapshotInfo> all) {
    return out -> {
      out.writeStartArray();
      for (SnapshotInfo info : all) {
        write(out, info);
      }
      out.writeEndArray();
    };
  }

  private static void write(JsonGenerator out, SnapshotInfo info) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", info.name());
    out.writeStringField("creation_time", TIME.format(info.created()));
    out.writeNumberField("size", info.bytes());
    out.writeStringField("checksum", info.sha256());
    out.writeEndObject();
  }
}
