package io.vdb.server.cli.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.remote.RestException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The collection that an import fills: found and checked, or created.
 *
 * @param path its path on the REST front
 * @param distance its distance, as the REST front writes it
 * @param created whether it was created just now
 * @param pointsBefore how many points it had
 */
record TargetCollection(String path, String distance, boolean created, long pointsBefore) {

  private static final int NOT_FOUND = 404;

  static TargetCollection prepare(RestClient client, ImportPlan plan, int dimension)
      throws IOException, InterruptedException {
    String path = pathOf(plan.collection());
    Optional<JsonNode> found = find(client, path);
    if (found.isPresent() && plan.recreate()) {
      client.delete(path);
      found = Optional.empty();
    }
    if (found.isPresent()) {
      return check(client, plan, path, found.get(), dimension);
    }
    String distance = DistanceNames.of(plan.distance());
    client.put(
        path,
        JsonBody.of(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("vectors");
              json.writeNumberField("size", dimension);
              json.writeStringField("distance", distance);
              json.writeEndObject();
              json.writeEndObject();
            }));
    return new TargetCollection(path, distance, true, 0);
  }

  static String pathOf(String collection) {
    return "/collections/"
        + URLEncoder.encode(collection, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Optional<JsonNode> find(RestClient client, String path)
      throws IOException, InterruptedException {
    try {
      return Optional.of(client.getSoon(path));
    } catch (RestException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static TargetCollection check(
      RestClient client, ImportPlan plan, String path, JsonNode info, int dimension)
      throws IOException, InterruptedException {
    JsonNode vectors = info.at("/config/params/vectors");
    String name = "collection \"" + plan.collection() + "\"";
    if (!vectors.path("size").isIntegralNumber()) {
      throw new IOException(
          name + " has no single unnamed vector, which import needs");
    }
    if (vectors.path("size").intValue() != dimension) {
      throw new IOException(
          name + " has vectors of " + vectors.path("size").intValue()
              + " components, the file has " + dimension
              + ": take another --collection, or --recreate to replace it");
    }
    String distance = vectors.path("distance").asText("");
    String wanted = DistanceNames.of(plan.distance());
    if (plan.distanceDemanded() && !distance.equals(wanted)) {
      throw new IOException(
          name + " has distance " + distance + ", not " + wanted
              + ": leave --distance out, or use --recreate to replace it");
    }
    return new TargetCollection(path, distance, false, count(client, path));
  }

  static long count(RestClient client, String path) throws IOException, InterruptedException {
    JsonBody exact =
        JsonBody.of(
            json -> {
              json.writeStartObject();
              json.writeBooleanField("exact", true);
              json.writeEndObject();
            });
    return client.post(path + "/points/count", exact).path("count").asLong();
  }
}
