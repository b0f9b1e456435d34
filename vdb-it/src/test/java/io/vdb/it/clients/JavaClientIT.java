package io.vdb.it.clients;

import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CreateShardKeyRequest;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.SnapshotsService.SnapshotDescription;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The official Java client, unmodified. What it gets over gRPC is what REST answers. */
@ResourceLock(SharedServer.LOCK)
final class JavaClientIT {

  private static final String NAME = "java";
  /**
   * Few, because with 24 components the last bit of a score was seen to differ from one search to the
   * next, whatever the protocol. Sums of wide registers have no fixed order, which would explain it.
   */
  private static final int DIMENSION = 7;

  private static final int POINTS = 700;
  private static final UUID NAMED = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static QdrantClient client;
  private static Random random;

  @BeforeAll
  static void load() throws Exception {
    String address = SERVER.process().grpc();
    int colon = address.lastIndexOf(':');
    client =
        new QdrantClient(
            QdrantGrpcClient.newBuilder(
                    address.substring(0, colon),
                    Integer.parseInt(address.substring(colon + 1)),
                    false)
                .build());
    random = Seeds.random("vdb.it.clients.seed");
    assertThat(
            get(client.createCollectionAsync(
                    NAME,
                    VectorParams.newBuilder()
                        .setSize(DIMENSION)
                        .setDistance(Distance.Cosine)
                        .build()))
                .getResult())
        .isTrue();
    List<PointStruct> points = new ArrayList<>();
    for (int i = 1; i <= POINTS; i++) {
      points.add(
          PointStruct.newBuilder()
              .setId(i == POINTS ? id(NAMED) : id(i))
              .setVectors(vectors(vector()))
              .putAllPayload(
                  Map.of(
                      "n", value(i),
                      "half", value(i / 2.0),
                      "even", value(i % 2 == 0),
                      "word", value("w" + i % 5),
                      "list", list(List.of(value(i % 3), value("x")))))
              .build());
    }
    assertThat(get(client.upsertAsync(NAME, points)).getStatus())
        .isEqualTo(UpdateStatus.Completed);
  }

  @AfterAll
  static void unload() throws Exception {
    assertThat(get(client.deleteCollectionAsync(NAME)).getResult()).isTrue();
    client.close();
  }

  private static <T> T get(ListenableFuture<T> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static List<Float> vector() {
    List<Float> vector = new ArrayList<>();
    for (int i = 0; i < DIMENSION; i++) {
      vector.add((float) random.nextGaussian());
    }
    return vector;
  }

  private static String text(PointId id) {
    return id.hasUuid() ? id.getUuid() : Long.toUnsignedString(id.getNum());
  }

  @Test
  void describesCollections() throws Exception {
    assertThat(get(client.listCollectionsAsync())).contains(NAME);
    assertThat(get(client.collectionExistsAsync(NAME))).isTrue();
    assertThat(get(client.collectionExistsAsync("absent"))).isFalse();
    assertThat(get(client.getCollectionInfoAsync(NAME)).getPointsCount()).isEqualTo(POINTS);
    assertThat(get(client.countAsync(NAME))).isEqualTo(POINTS);
  }

  @Test
  void findsTheSameAsRestBitForBit() throws Exception {
    Filter filter =
        Filter.newBuilder()
            .addMust(range("n", Range.newBuilder().setGte(20).build()))
            .addShould(match("even", true))
            .addShould(matchKeyword("word", "w1"))
            .build();
    String json =
        "'filter': {'must': [{'key': 'n', 'range': {'gte': 20}}],"
            + " 'should': [{'key': 'even', 'match': {'value': true}},"
            + " {'key': 'word', 'match': {'value': 'w1'}}]}";
    for (int i = 0; i < 50; i++) {
      List<Float> vector = vector();
      List<ScoredPoint> queried =
          get(
              client.queryAsync(
                  QueryPoints.newBuilder()
                      .setCollectionName(NAME)
                      .setQuery(nearest(vector))
                      .setFilter(filter)
                      .setLimit(20)
                      .setWithPayload(WithPayloadSelectorFactory.enable(true))
                      .setWithVectors(WithVectorsSelectorFactory.enable(true))
                      .build()));
      List<ScoredPoint> searched =
          get(
              client.searchAsync(
                  SearchPoints.newBuilder()
                      .setCollectionName(NAME)
                      .addAllVector(vector)
                      .setFilter(filter)
                      .setLimit(20)
                      .setWithPayload(WithPayloadSelectorFactory.enable(true))
                      .setWithVectors(WithVectorsSelectorFactory.enable(true))
                      .build()));
      JsonNode rest =
          SERVER
              .client()
              .post(
                  "/collections/java/points/query",
                  "{'query': "
                      + vector
                      + ", 'limit': 20, 'with_payload': true, 'with_vector': true, "
                      + json
                      + "}")
              .result()
              .path("points");

      assertThat(queried).hasSize(20);
      assertThat(searched).isEqualTo(queried);
      for (int hit = 0; hit < queried.size(); hit++) {
        assertSame(queried.get(hit), rest.path(hit));
      }
    }
  }

  private static void assertSame(ScoredPoint point, JsonNode json) {
    assertThat(text(point.getId())).isEqualTo(json.path("id").asText());
    assertThat(point.getVersion()).isEqualTo(json.path("version").asLong());
    assertThat(Float.floatToRawIntBits(point.getScore()))
        .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(json.path("score").asText())));
    assertThat(point.getPayloadOrThrow("n").getIntegerValue())
        .isEqualTo(json.path("payload").path("n").asLong());
    assertThat(point.getPayloadOrThrow("half").getDoubleValue())
        .isEqualTo(json.path("payload").path("half").asDouble());
    assertThat(point.getPayloadOrThrow("word").getStringValue())
        .isEqualTo(json.path("payload").path("word").asText());
    List<Float> components = new ArrayList<>();
    json.path("vector").forEach(each -> components.add(Float.parseFloat(each.asText())));
    assertThat(point.getVectors().getVector().getDense().getDataList()).isEqualTo(components);
  }

  @Test
  void scrollsThroughAllPointsInTheOrderOfTheirIds() throws Exception {
    List<String> seen = new ArrayList<>();
    ScrollPoints.Builder page =
        ScrollPoints.newBuilder().setCollectionName(NAME).setLimit(64);
    ScrollResponse answer = get(client.scrollAsync(page.build()));
    while (true) {
      answer.getResultList().forEach(point -> seen.add(text(point.getId())));
      if (!answer.hasNextPageOffset()) {
        break;
      }
      answer = get(client.scrollAsync(page.setOffset(answer.getNextPageOffset()).build()));
    }

    assertThat(seen).hasSize(POINTS).doesNotHaveDuplicates();
    assertThat(seen.getFirst()).isEqualTo("1");
    assertThat(seen.getLast()).isEqualTo(NAMED.toString());
  }

  @Test
  void changesAndDeletesPoints() throws Exception {
    String name = "java-writes";
    assertThat(
            get(client.createCollectionAsync(
                    name,
                    VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build()))
                .getResult())
        .isTrue();
    var _ =
        get(
            client.upsertAsync(
                name,
                List.of(
                    PointStruct.newBuilder().setId(id(1)).setVectors(vectors(1f, 2f)).build(),
                    PointStruct.newBuilder().setId(id(2)).setVectors(vectors(3f, 4f)).build())));
    var _ =
        get(client.setPayloadAsync(name, Map.of("k", value("v")), id(1), true, null, null));
    List<RetrievedPoint> one = get(client.retrieveAsync(name, id(1), true, true, null));
    var _ = get(client.deleteAsync(name, List.of(id(1))));

    assertThat(one.getFirst().getPayloadMap()).containsEntry("k", value("v"));
    assertThat(one.getFirst().getVectors().getVector().getDense().getDataList())
        .containsExactly(1f, 2f);
    assertThat(get(client.countAsync(name))).isEqualTo(1);
    assertThat(get(client.deleteCollectionAsync(name)).getResult()).isTrue();
  }

  private static long countOf(Condition condition) throws Exception {
    return get(
        client.countAsync(
            "java-indexes", Filter.newBuilder().addMust(condition).build(), true));
  }

  @Test
  void declaresAFieldOfEachTypeAndFindsTextsByTheirWords() throws Exception {
    String name = "java-indexes";
    var _ =
        get(
            client.createCollectionAsync(
                name, VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build()));
    var _ =
        get(
            client.upsertAsync(
                name,
                List.of(
                    PointStruct.newBuilder()
                        .setId(id(1))
                        .setVectors(vectors(1f, 2f))
                        .putAllPayload(Map.of("text", value("The quick, brown Fox")))
                        .build())));
    assertThat(countOf(matchText("text", "fox the"))).isZero();
    for (PayloadSchemaType type :
        List.of(
            PayloadSchemaType.Keyword,
            PayloadSchemaType.Integer,
            PayloadSchemaType.Float,
            PayloadSchemaType.Geo,
            PayloadSchemaType.Text,
            PayloadSchemaType.Bool,
            PayloadSchemaType.Datetime,
            PayloadSchemaType.Uuid)) {
      String field = type.name().toLowerCase(Locale.ROOT);
      assertThat(
              get(client.createPayloadIndexAsync(name, field, type, null, true, null, null))
                  .getStatus())
          .isEqualTo(UpdateStatus.Completed);
      assertThat(get(client.getCollectionInfoAsync(name)).getPayloadSchemaOrThrow(field))
          .isEqualTo(
              PayloadSchemaInfo.newBuilder()
                  .setDataType(type)
                  .setPoints(field.equals("text") ? 1 : 0)
                  .build());
    }
    assertThat(countOf(matchText("text", "fox the"))).isEqualTo(1);
    assertThat(countOf(matchText("text", "ick, bro"))).isZero();
    assertThat(
            get(
                client.facetAsync(
                    FacetCounts.newBuilder().setCollectionName(name).setKey("keyword").build())))
        .isEmpty();
    assertThat(
            get(
                    client.scrollAsync(
                        ScrollPoints.newBuilder()
                            .setCollectionName(name)
                            .setOrderBy(OrderBy.newBuilder().setKey("integer"))
                            .build()))
                .getResultList())
        .isEmpty();

    PayloadIndexParams prefixes =
        PayloadIndexParams.newBuilder()
            .setTextIndexParams(
                TextIndexParams.newBuilder().setTokenizer(TokenizerType.Prefix))
            .build();
    var _ =
        get(
            client.createPayloadIndexAsync(
                name, "text", PayloadSchemaType.Text, prefixes, true, null, null));
    assertThat(
            get(client.getCollectionInfoAsync(name)).getPayloadSchemaOrThrow("text").getParams())
        .isEqualTo(prefixes);
    assertThat(countOf(matchText("text", "bro qui"))).isEqualTo(1);

    var _ = get(client.deletePayloadIndexAsync(name, "text", true, null, null));
    assertThat(countOf(matchText("text", "fox the"))).isZero();
    assertThat(countOf(matchText("text", "ick, bro"))).isEqualTo(1);
    assertThat(get(client.getCollectionInfoAsync(name)).getPayloadSchemaMap())
        .hasSize(7)
        .doesNotContainKey("text");
    assertThat(get(client.deleteCollectionAsync(name)).getResult()).isTrue();
  }

  @Test
  void getsTheCodesThatItExpects() {
    assertFails(
        Status.Code.NOT_FOUND,
        "Not found: Collection `absent` doesn't exist!",
        client.getCollectionInfoAsync("absent"));
    assertFails(
        Status.Code.ALREADY_EXISTS,
        "Wrong input: Collection `java` already exists!",
        client.createCollectionAsync(
            NAME, VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "Wrong input: Vector dimension error: expected dim: 7, got 1",
        client.queryAsync(
            QueryPoints.newBuilder()
                .setCollectionName(NAME)
                .setQuery(nearest(List.of(1f)))
                .build()));
    assertFails(
        Status.Code.UNIMPLEMENTED,
        "Method qdrant.Collections/CreateShardKey is not supported: this server is a single node, and"
            + " has no shards to manage",
        client.createShardKeyAsync(
            CreateShardKeyRequest.newBuilder().setCollectionName(NAME).build()));
  }

  @Test
  void makesSnapshots() throws Exception {
    SnapshotDescription made = get(client.createSnapshotAsync(NAME));
    assertThat(made.getName()).startsWith(NAME + "-").endsWith(".snapshot");
    assertThat(made.getSize()).isPositive();
    assertThat(made.getChecksum()).hasSize(64);
    assertThat(made.getCreationTime().getSeconds()).isPositive();
    assertThat(get(client.listSnapshotAsync(NAME))).containsExactly(made);
    assertThat(
            SERVER
                .client()
                .get("/collections/" + NAME + "/snapshots/" + made.getName())
                .bytes())
        .hasSize((int) made.getSize());
    var _ = get(client.deleteSnapshotAsync(NAME, made.getName()));
    assertThat(get(client.listSnapshotAsync(NAME))).isEmpty();
    SnapshotDescription full = get(client.createFullSnapshotAsync());
    assertThat(get(client.listFullSnapshotAsync())).contains(full);
    var _ = get(client.deleteFullSnapshotAsync(full.getName()));
    assertThat(get(client.listFullSnapshotAsync())).doesNotContain(full);
    assertFails(
        Status.Code.NOT_FOUND,
        "Not found: Snapshot absent not found",
        client.deleteSnapshotAsync(NAME, "absent"));
  }

  @Test
  void changesAliases() throws Exception {
    assertThat(get(client.createAliasAsync("java-alias", NAME)).getResult()).isTrue();
    assertThat(get(client.renameAliasAsync("java-alias", "java-live")).getResult()).isTrue();
    assertThat(get(client.listCollectionAliasesAsync(NAME))).containsExactly("java-live");
    assertThat(get(client.listAliasesAsync()))
        .anyMatch(
            alias ->
                alias.getAliasName().equals("java-live")
                    && alias.getCollectionName().equals(NAME));
    assertThat(get(client.countAsync("java-live"))).isEqualTo(POINTS);
    assertThat(
            SERVER.client().get("/collections/" + NAME + "/aliases").result().path("aliases"))
        .hasSize(1);
    assertFails(
        Status.Code.NOT_FOUND,
        "Not found: Alias java-alias does not exists!",
        client.renameAliasAsync("java-alias", "other"));
    assertThat(get(client.deleteAliasAsync("java-live")).getResult()).isTrue();
    assertThat(get(client.collectionExistsAsync("java-live"))).isFalse();
  }

  private static void assertFails(Status.Code code, String message, ListenableFuture<?> answer) {
    assertThatThrownBy(() -> get(answer))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> {
              assertThat(failure.getStatus().getCode()).isEqualTo(code);
              assertThat(failure.getStatus().getDescription()).isEqualTo(message);
            });
  }
}
