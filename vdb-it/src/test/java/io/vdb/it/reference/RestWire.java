package io.vdb.it.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Over REST. */
final class RestWire implements Wire {

  private static final String WAIT = "?wait=true";

  private final RestClient client;

  RestWire(ServerProcess server) {
    client = server.client();
  }

  private static String path(String collection) {
    return "/collections/" + collection;
  }

  private JsonNode send(String method, String path, Map<String, ? extends @Nullable Object> body)
      throws Exception {
    return client.sendValue(method, path, body).result();
  }

  private void write(
      String method, String path, Map<String, ? extends @Nullable Object> body, Selection selection)
      throws Exception {
    Map<String, @Nullable Object> selected = new HashMap<>(body);
    if (selection.ids() != null) {
      selected.put("points", JsonForm.ids(selection.ids()));
    } else {
      selected.put("filter", JsonForm.filter(Objects.requireNonNull(selection.filter())));
    }
    var _ = send(method, path + WAIT, selected);
  }

  @Override
  public void create(ReferenceCollection collection) throws Exception {
    var _ =
        send(
            "PUT",
            path(collection.name()),
            Map.of(
                "vectors",
                Map.of("size", RandomData.DIMENSION, "distance", name(collection.distance())),
                "hnsw_config",
                Map.of("full_scan_threshold", 10)));
  }

  private static String name(Distance distance) {
    return distance.name().charAt(0) + distance.name().substring(1).toLowerCase(Locale.ROOT);
  }

  @Override
  public void declare(String collection, PayloadPath field, FieldIndex index) throws Exception {
    Map<String, @Nullable Object> params =
        new HashMap<>(index.params().orElse(Payload.EMPTY).asMap());
    params.put("type", index.type().label());
    var _ =
        send(
            "PUT",
            path(collection) + "/index" + WAIT,
            Map.of("field_name", field.toString(), "field_schema", params));
  }

  @Override
  public void drop(String collection, PayloadPath field) throws Exception {
    String name = URLEncoder.encode(field.toString(), StandardCharsets.UTF_8);
    var _ = client.delete(path(collection) + "/index/" + name + WAIT).result();
  }

  private static List<Map<String, Object>> points(List<ModelPoint> points, boolean payload) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ModelPoint point : points) {
      Map<String, Object> json = new HashMap<>();
      json.put("id", JsonForm.id(point.id()));
      json.put("vector", point.vector());
      if (payload) {
        json.put("payload", point.payload());
      }
      list.add(json);
    }
    return list;
  }

  @Override
  public void upsert(String collection, List<ModelPoint> points) throws Exception {
    var _ =
        send("PUT", path(collection) + "/points" + WAIT, Map.of("points", points(points, true)));
  }

  @Override
  public void delete(String collection, Selection selection) throws Exception {
    write("POST", path(collection) + "/points/delete", Map.of(), selection);
  }

  @Override
  public void updateVectors(String collection, List<ModelPoint> points) throws Exception {
    var _ =
        send(
            "PUT",
            path(collection) + "/points/vectors" + WAIT,
            Map.of("points", points(points, false)));
  }

  @Override
  public void setPayload(
      String collection, Selection selection, Map<String, @Nullable Object> fields)
      throws Exception {
    write("POST", path(collection) + "/points/payload", Map.of("payload", fields), selection);
  }

  @Override
  public void overwritePayload(
      String collection, Selection selection, Map<String, @Nullable Object> fields)
      throws Exception {
    write("PUT", path(collection) + "/points/payload", Map.of("payload", fields), selection);
  }

  @Override
  public void deletePayload(String collection, Selection selection, List<String> keys)
      throws Exception {
    write("POST", path(collection) + "/points/payload/delete", Map.of("keys", keys), selection);
  }

  @Override
  public void clearPayload(String collection, Selection selection) throws Exception {
    write("POST", path(collection) + "/points/payload/clear", Map.of(), selection);
  }

  @Override
  public long count(String collection, Filter filter) throws Exception {
    return send(
            "POST", path(collection) + "/points/count", Map.of("filter", JsonForm.filter(filter)))
        .path("count")
        .longValue();
  }

  @Override
  public List<ModelPoint> scroll(String collection, Filter filter, int page) throws Exception {
    List<ModelPoint> points = new ArrayList<>();
    Map<String, Object> body = new HashMap<>();
    body.put("limit", page);
    body.put("filter", JsonForm.filter(filter));
    body.put("with_vector", true);
    while (true) {
      JsonNode answer = send("POST", path(collection) + "/points/scroll", body);
      answer.path("points").forEach(point -> points.add(point(point)));
      JsonNode next = answer.path("next_page_offset");
      if (next.isNull() || next.isMissingNode()) {
        return points;
      }
      body.put("offset", next);
    }
  }

  private static ModelPoint point(JsonNode json) {
    float[] vector = new float[json.path("vector").size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(json.path("vector").path(i).asText());
    }
    return new ModelPoint(
        id(json), vector, Payload.parse(json.path("payload").toString()).asMap());
  }

  private static PointId id(JsonNode json) {
    return PointId.parse(json.path("id").asText());
  }

  @Override
  public List<Scored> ask(String collection, Question question, int limit, boolean exact)
      throws Exception {
    Map<String, Object> body = new HashMap<>(question.json());
    body.put("limit", limit);
    body.put("params", Map.of("exact", exact, "hnsw_ef", Asking.EF));
    List<Scored> found = new ArrayList<>();
    send("POST", path(collection) + "/points/query", body)
        .path("points")
        .forEach(point -> found.add(new Scored(id(point), point.path("score").doubleValue())));
    return found;
  }

  @Override
  public void close() {
    client.close();
  }
}
