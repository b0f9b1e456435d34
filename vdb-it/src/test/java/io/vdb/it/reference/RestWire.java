package io.vdb.it.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
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
    Map<String, Object> dense = new HashMap<>();
    for (VectorLayout.Dense vector : collection.layout().dense()) {
      Map<String, Object> params = new HashMap<>();
      params.put("size", vector.size());
      params.put("distance", name(vector.distance()));
      params.put("datatype", vector.type().name().toLowerCase(Locale.ROOT));
      if (vector.multi()) {
        params.put("multivector_config", Map.of("comparator", "max_sim"));
      }
      dense.put(vector.name(), params);
    }
    Map<String, Object> sparse = new HashMap<>();
    for (VectorLayout.Sparse vector : collection.layout().sparse()) {
      sparse.put(vector.name(), vector.idf() ? Map.of("modifier", "idf") : Map.of());
    }
    var _ =
        send(
            "PUT",
            path(collection.name()),
            Map.of(
                "vectors",
                Objects.requireNonNullElse(dense.get(""), dense),
                "sparse_vectors",
                sparse,
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
      json.put("vector", JsonStage.vectors(point.vectors()));
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
  public void deleteVectors(String collection, Selection selection, List<String> names)
      throws Exception {
    write("POST", path(collection) + "/points/vectors/delete", Map.of("vector", names), selection);
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
    return new ModelPoint(
        id(json.path("id")),
        vectors(json.path("vector")),
        Payload.parse(json.path("payload").toString()).asMap());
  }

  private static Map<String, VectorValue> vectors(JsonNode json) {
    if (json.isArray()) {
      return Map.of("", vector(json));
    }
    Map<String, VectorValue> vectors = new HashMap<>();
    json.properties().forEach(field -> vectors.put(field.getKey(), vector(field.getValue())));
    return vectors;
  }

  private static VectorValue vector(JsonNode json) {
    if (json.path(0).isArray()) {
      float[] all = new float[json.size() * json.path(0).size()];
      for (int i = 0; i < json.size(); i++) {
        float[] row = floats(json.path(i));
        System.arraycopy(row, 0, all, i * row.length, row.length);
      }
      return new VectorValue.Multi(all, json.path(0).size());
    }
    if (json.isArray()) {
      return new VectorValue.Dense(floats(json));
    }
    JsonNode indices = json.path("indices");
    int[] unsigned = new int[indices.size()];
    for (int i = 0; i < unsigned.length; i++) {
      unsigned[i] = (int) indices.path(i).longValue();
    }
    return new VectorValue.Sparse(unsigned, floats(json.path("values")));
  }

  private static float[] floats(JsonNode json) {
    float[] numbers = new float[json.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(json.path(i).asText());
    }
    return numbers;
  }

  private static PointId id(JsonNode json) {
    return PointId.parse(json.asText());
  }

  @Override
  public List<Scored> scroll(String collection, Filter filter, Ask.Ordered order, int limit)
      throws Exception {
    Map<String, Object> body = new HashMap<>();
    body.put("filter", JsonForm.filter(filter));
    body.put("order_by", JsonStage.order(order));
    body.put("limit", limit);
    List<Scored> points = new ArrayList<>();
    send("POST", path(collection) + "/points/scroll", body)
        .path("points")
        .forEach(
            point ->
                points.add(
                    new Scored(id(point.path("id")), Scored.NONE, 0, value(point))));
    return points;
  }

  private static @Nullable Number value(JsonNode point) {
    JsonNode value = point.path("order_value");
    return value.isMissingNode() ? null : value.numberValue();
  }

  @Override
  public List<Map.Entry<Object, Long>> facet(
      String collection, String field, Filter filter, int limit) throws Exception {
    Map<String, Object> body = new HashMap<>();
    body.put("key", field);
    body.put("filter", JsonForm.filter(filter));
    body.put("limit", limit);
    List<Map.Entry<Object, Long>> hits = new ArrayList<>();
    send("POST", path(collection) + "/facet", body)
        .path("hits")
        .forEach(
            hit -> hits.add(Map.entry(scalar(hit.path("value")), hit.path("count").longValue())));
    return hits;
  }

  private static Object scalar(JsonNode json) {
    return json.isBoolean()
        ? json.booleanValue()
        : json.isIntegralNumber() ? (Object) json.longValue() : json.textValue();
  }

  private static Map<String, Object> body(Question question, boolean exact) {
    return from(question, JsonStage.query(question.stage(), exact));
  }

  private static Map<String, Object> from(Question question, Map<String, Object> body) {
    if (question.offset() > 0) {
      body.put("offset", question.offset());
    }
    return body;
  }

  private static List<Scored> scored(JsonNode points) {
    List<Scored> found = new ArrayList<>();
    points.forEach(
        point ->
            found.add(
                new Scored(
                    id(point.path("id")), point.path("score").doubleValue(), 0, value(point))));
    return found;
  }

  @Override
  public List<Scored> query(String collection, Question question, boolean exact)
      throws Exception {
    return scored(
        send("POST", path(collection) + "/points/query", body(question, exact)).path("points"));
  }

  @Override
  public List<List<Scored>> query(String collection, List<Question> questions)
      throws Exception {
    List<List<Scored>> answers = new ArrayList<>();
    send(
            "POST",
            path(collection) + "/points/query/batch",
            Map.of("searches", questions.stream().map(each -> body(each, true)).toList()))
        .forEach(answer -> answers.add(scored(answer.path("points"))));
    return answers;
  }

  private static Map<String, Object> olderBody(Question question, boolean exact) {
    return from(question, JsonStage.older(question.stage(), exact));
  }

  @Override
  public List<Scored> older(
      OlderForm form, String collection, Question question, boolean exact) throws Exception {
    return scored(
        send("POST", path(collection) + "/points/" + form.label(), olderBody(question, exact)));
  }

  @Override
  public List<List<Scored>> older(
      OlderForm form, String collection, List<Question> questions) throws Exception {
    List<List<Scored>> answers = new ArrayList<>();
    send(
            "POST",
            path(collection) + "/points/" + form.label() + "/batch",
            Map.of("searches", questions.stream().map(each -> olderBody(each, true)).toList()))
        .forEach(answer -> answers.add(scored(answer)));
    return answers;
  }

  @Override
  public List<Group> groups(
      String collection, Stage stage, String field, int size, @Nullable String lookup)
      throws Exception {
    return groups("query", collection, JsonStage.query(stage, true), field, size, lookup);
  }

  @Override
  public List<Group> olderGroups(
      OlderForm form,
      String collection,
      Stage stage,
      String field,
      int size,
      @Nullable String lookup)
      throws Exception {
    return groups(form.label(), collection, JsonStage.older(stage, true), field, size, lookup);
  }

  private List<Group> groups(
      String route,
      String collection,
      Map<String, Object> body,
      String field,
      int size,
      @Nullable String lookup)
      throws Exception {
    body.put("group_by", field);
    body.put("group_size", size);
    if (lookup != null) {
      body.put("with_lookup", lookup);
    }
    List<Group> groups = new ArrayList<>();
    send("POST", path(collection) + "/points/" + route + "/groups", body)
        .path("groups")
        .forEach(
            group ->
                groups.add(
                    new Group(
                        scalar(group.path("id")),
                        scored(group.path("hits")),
                        group.has("lookup") ? point(group.path("lookup")) : null)));
    return groups;
  }

  private JsonNode matrix(
      String form, String collection, String using, Filter filter, int sample, int limit)
      throws Exception {
    Map<String, Object> body = new HashMap<>();
    body.put("using", using);
    body.put("filter", JsonForm.filter(filter));
    body.put("sample", sample);
    body.put("limit", limit);
    return send("POST", path(collection) + "/points/search/matrix/" + form, body);
  }

  @Override
  public List<Pair> matrixPairs(
      String collection, String using, Filter filter, int sample, int limit) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    matrix("pairs", collection, using, filter, sample, limit)
        .path("pairs")
        .forEach(
            pair ->
                pairs.add(
                    new Pair(
                        id(pair.path("a")), id(pair.path("b")), pair.path("score").doubleValue())));
    return pairs;
  }

  @Override
  public List<Pair> matrixOffsets(
      String collection, String using, Filter filter, int sample, int limit) throws Exception {
    JsonNode matrix = matrix("offsets", collection, using, filter, sample, limit);
    List<Pair> pairs = new ArrayList<>();
    JsonNode ids = matrix.path("ids");
    for (int i = 0; i < matrix.path("scores").size(); i++) {
      pairs.add(
          new Pair(
              id(ids.path(matrix.path("offsets_row").path(i).intValue())),
              id(ids.path(matrix.path("offsets_col").path(i).intValue())),
              matrix.path("scores").path(i).doubleValue()));
    }
    return pairs;
  }

  @Override
  public void close() {
    client.close();
  }
}
