package io.vdb.server.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.load.JsonBody;
import io.vdb.server.cli.load.RestClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Searches a collection through the REST front. */
final class Searcher {

  static final int NEIGHBOURS = 10;

  private final RestClient client;
  private final String path;

  Searcher(RestClient client, String collection) {
    this.client = client;
    this.path = "/collections/" + collection + "/points/query";
  }

  /** Searches as a user would. */
  Answer search(float[] vector) throws IOException, InterruptedException {
    return send(path, vector, false, false, null);
  }

  /** Searches and asks what it cost. */
  Answer explain(float[] vector) throws IOException, InterruptedException {
    return send(path + "?explain=true", vector, false, false, null);
  }

  /** Compares with every point, so that the answer is the true one. */
  Answer exact(float[] vector) throws IOException, InterruptedException {
    return send(path, vector, true, false, null);
  }

  /** Searches for what is shown: with payload, and with a filter when one is given. */
  Answer show(float[] vector, @Nullable Match filter) throws IOException, InterruptedException {
    return send(path, vector, false, true, filter);
  }

  /** Demands that a payload field has a value. */
  record Match(String key, String value) {}

  private Answer send(
      String target, float[] vector, boolean exact, boolean payload, @Nullable Match filter)
      throws IOException, InterruptedException {
    JsonBody body =
        JsonBody.of(
            json -> {
              json.writeStartObject();
              json.writeFieldName("query");
              JsonBody.writeVector(json, vector);
              json.writeNumberField("limit", NEIGHBOURS);
              json.writeBooleanField("with_payload", payload);
              if (exact) {
                json.writeObjectFieldStart("params");
                json.writeBooleanField("exact", true);
                json.writeEndObject();
              }
              if (filter != null) {
                json.writeObjectFieldStart("filter");
                json.writeArrayFieldStart("must");
                json.writeStartObject();
                json.writeStringField("key", filter.key());
                json.writeObjectFieldStart("match");
                json.writeStringField("value", filter.value());
                json.writeEndObject();
                json.writeEndObject();
                json.writeEndArray();
                json.writeEndObject();
              }
              json.writeEndObject();
            });
    long started = System.nanoTime();
    JsonNode envelope = client.postForEnvelope(target, body);
    return Answer.parse(envelope, System.nanoTime() - started);
  }
}
