package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.BoolIndexParams;
import io.qdrant.client.grpc.Collections.DatetimeIndexParams;
import io.qdrant.client.grpc.Collections.FloatIndexParams;
import io.qdrant.client.grpc.Collections.GeoIndexParams;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.IntegerIndexParams;
import io.qdrant.client.grpc.Collections.KeywordIndexParams;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.StopwordsSet;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.UuidIndexParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An index declared over REST and one declared over gRPC are the same, and so are refusals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SamePayloadIndexesTest {

  private TestServer server;
  private GrpcStubs stubs;

  /** What is declared, over each of the protocols. */
  private record Twin(String json, FieldType type, @Nullable Message params) {}

  private static final List<Twin> TWINS =
      List.of(
          new Twin("'keyword'", FieldType.FieldTypeKeyword, null),
          new Twin("'integer'", FieldType.FieldTypeInteger, null),
          new Twin("'float'", FieldType.FieldTypeFloat, null),
          new Twin("'geo'", FieldType.FieldTypeGeo, null),
          new Twin("'text'", FieldType.FieldTypeText, null),
          new Twin("'bool'", FieldType.FieldTypeBool, null),
          new Twin("'datetime'", FieldType.FieldTypeDatetime, null),
          new Twin("'uuid'", FieldType.FieldTypeUuid, null),
          new Twin(
              "{'type':'keyword','is_tenant':true,'on_disk':false,'enable_hnsw':true}",
              FieldType.FieldTypeKeyword,
              KeywordIndexParams.newBuilder()
                  .setIsTenant(true)
                  .setOnDisk(false)
                  .setEnableHnsw(true)
                  .build()),
          new Twin(
              "{'type':'integer','lookup':true,'range':false,'is_principal':true}",
              FieldType.FieldTypeInteger,
              IntegerIndexParams.newBuilder()
                  .setLookup(true)
                  .setRange(false)
                  .setIsPrincipal(true)
                  .build()),
          new Twin(
              "{'type':'float','is_principal':false}",
              FieldType.FieldTypeFloat,
              FloatIndexParams.newBuilder().setIsPrincipal(false).build()),
          new Twin(
              "{'type':'geo'}", FieldType.FieldTypeGeo, GeoIndexParams.getDefaultInstance()),
          new Twin(
              "{'type':'bool','on_disk':true}",
              FieldType.FieldTypeBool,
              BoolIndexParams.newBuilder().setOnDisk(true).build()),
          new Twin(
              "{'type':'datetime','is_principal':true}",
              FieldType.FieldTypeDatetime,
              DatetimeIndexParams.newBuilder().setIsPrincipal(true).build()),
          new Twin(
              "{'type':'uuid','is_tenant':false}",
              FieldType.FieldTypeUuid,
              UuidIndexParams.newBuilder().setIsTenant(false).build()),
          new Twin(
              "{'type':'text','tokenizer':'prefix','lowercase':false,'min_token_len':2,"
                  + "'max_token_len':9,'stopwords':{'custom':['a','b']},'phrase_matching':true,"
                  + "'ascii_folding':true}",
              FieldType.FieldTypeText,
              TextIndexParams.newBuilder()
                  .setTokenizer(TokenizerType.Prefix)
                  .setLowercase(false)
                  .setMinTokenLen(2)
                  .setMaxTokenLen(9)
                  .setStopwords(StopwordsSet.newBuilder().addCustom("a").addCustom("b"))
                  .setPhraseMatching(true)
                  .setAsciiFolding(true)
                  .build()));

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    stubs = new GrpcStubs(server);
    for (String collection : List.of("rest", "grpc")) {
      server.createCollection(collection, "Dot");
      server.upsert(
          collection, "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"f\":\"A Fox\"}}]");
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static CreateFieldIndexCollection create(Twin twin) {
    CreateFieldIndexCollection.Builder request =
        CreateFieldIndexCollection.newBuilder()
            .setCollectionName("grpc")
            .setFieldName("f")
            .setFieldType(twin.type())
            .setWait(true);
    if (twin.params() != null) {
      String name =
          twin.type().name().substring("FieldType".length()).toLowerCase(Locale.ROOT)
              + "_index_params";
      PayloadIndexParams.Builder params = PayloadIndexParams.newBuilder();
      params.setField(PayloadIndexParams.getDescriptor().findFieldByName(name), twin.params());
      request.setFieldIndexParams(params);
    }
    return request.build();
  }

  private Answer overRest(String json) {
    return server.put(
        "/collections/rest/index?wait=true",
        ("{'field_name':'f','field_schema':" + json + "}").replace('\'', '"'));
  }

  private Map<String, PayloadSchemaInfo> schema(String collection) {
    return stubs
        .collections()
        .get(GetCollectionInfoRequest.newBuilder().setCollectionName(collection).build())
        .getResult()
        .getPayloadSchemaMap();
  }

  @Test
  void areShownAlikeWhicheverProtocolDeclaredThem() {
    for (Twin twin : TWINS) {
      assertThat(overRest(twin.json()).status()).as(twin.json()).isEqualTo(200);
      UpdateResult created = stubs.points().createFieldIndex(create(twin)).getResult();
      assertThat(created.getStatus()).isEqualTo(UpdateStatus.Completed);

      assertThat(server.get("/collections/grpc").result().path("payload_schema"))
          .as(twin.json())
          .isEqualTo(server.get("/collections/rest").result().path("payload_schema"))
          .isNotEmpty();
      PayloadSchemaInfo shown = Objects.requireNonNull(schema("grpc").get("f"));
      assertThat(schema("rest")).as(twin.json()).isEqualTo(Map.of("f", shown));
      PayloadIndexParams given = create(twin).getFieldIndexParams();
      assertThat(shown.getParams()).isEqualTo(given);
      assertThat(shown.hasParams()).isEqualTo(twin.params() != null);
      assertThat(countOverRest()).as(twin.json()).isEqualTo(countOverGrpc());
    }
    UpdateResult deleted =
        stubs
            .points()
            .deleteFieldIndex(
                DeleteFieldIndexCollection.newBuilder()
                    .setCollectionName("grpc")
                    .setFieldName("f")
                    .build())
            .getResult();
    assertThat(deleted.getStatus()).isEqualTo(UpdateStatus.Acknowledged);
    assertThat(server.delete("/collections/rest/index/f").result().path("status").asText())
        .isEqualTo("acknowledged");
    assertThat(schema("grpc")).isEmpty();
    assertThat(schema("rest")).isEmpty();
  }

  private long countOverRest() {
    return server
        .post(
            "/collections/rest/points/count",
            "{\"filter\":{\"must\":[{\"key\":\"f\",\"match\":{\"text\":\"fox\"}}]}}")
        .result()
        .path("count")
        .asLong();
  }

  private long countOverGrpc() {
    Match match = Match.newBuilder().setText("fox").build();
    Condition condition =
        Condition.newBuilder()
            .setField(FieldCondition.newBuilder().setKey("f").setMatch(match))
            .build();
    return stubs
        .points()
        .count(
            CountPoints.newBuilder()
                .setCollectionName("grpc")
                .setFilter(Filter.newBuilder().addMust(condition))
                .build())
        .getResult()
        .getCount();
  }

  @Test
  void areRefusedAlike() {
    Twin noLookup =
        new Twin(
            "{'type':'integer','lookup':false,'range':false}",
            FieldType.FieldTypeInteger,
            IntegerIndexParams.newBuilder().setLookup(false).setRange(false).build());
    Twin bounds =
        new Twin(
            "{'type':'text','tokenizer':'word','min_token_len':3,'max_token_len':2}",
            FieldType.FieldTypeText,
            TextIndexParams.newBuilder()
                .setTokenizer(TokenizerType.Word)
                .setMinTokenLen(3)
                .setMaxTokenLen(2)
                .build());
    Twin language =
        new Twin(
            "{'type':'text','tokenizer':'word','stopwords':{'languages':['english']}}",
            FieldType.FieldTypeText,
            TextIndexParams.newBuilder()
                .setTokenizer(TokenizerType.Word)
                .setStopwords(StopwordsSet.newBuilder().addLanguages("english"))
                .build());
    for (Twin twin : List.of(noLookup, bounds, language)) {
      Answer rest = overRest(twin.json());
      Status grpc = GrpcStubs.failure(() -> stubs.points().createFieldIndex(create(twin)));
      assertThat(rest.status()).isIn(400, 422);
      assertThat(grpc.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(last(String.valueOf(grpc.getDescription()))).isEqualTo(last(rest.error()));
    }
    assertThat(schema("grpc")).isEmpty();
  }

  /** Returns what a message says without the place, which the protocols name differently. */
  private static String last(String message) {
    return message.substring(message.indexOf(": ", message.indexOf("field_")) + 2);
  }

  @Test
  void mustSayOverGrpcWhatTheyAre() {
    CreateFieldIndexCollection untyped =
        CreateFieldIndexCollection.newBuilder()
            .setCollectionName("grpc")
            .setFieldName("f")
            .build();
    CreateFieldIndexCollection contrary =
        create(new Twin("", FieldType.FieldTypeBool, BoolIndexParams.getDefaultInstance()))
            .toBuilder()
            .setFieldType(FieldType.FieldTypeText)
            .build();
    CreateFieldIndexCollection noTokenizer =
        create(new Twin("", FieldType.FieldTypeText, TextIndexParams.getDefaultInstance()));
    Map<CreateFieldIndexCollection, String> refused =
        Map.of(
            untyped, "missing field `field_type`",
            contrary, "the field is of type `text`",
            noTokenizer, "missing field `tokenizer`",
            untyped.toBuilder().setFieldName("a[").build(), "`a[` is not a payload path");
    refused.forEach(
        (request, message) -> {
          Status failure = GrpcStubs.failure(() -> stubs.points().createFieldIndex(request));
          assertThat(failure.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(failure.getDescription()).contains(message);
        });
    Status absent =
        GrpcStubs.failure(
            () ->
                stubs
                    .points()
                    .deleteFieldIndex(
                        DeleteFieldIndexCollection.newBuilder()
                            .setCollectionName("absent")
                            .setFieldName("f")
                            .build()));
    assertThat(absent.getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }
}
