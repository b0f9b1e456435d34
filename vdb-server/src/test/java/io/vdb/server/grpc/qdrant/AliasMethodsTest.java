package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.RenameAlias;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Aliases over gRPC are those over REST, and fail alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AliasMethodsTest {

  private TestServer server;
  private CollectionsBlockingStub collections;
  private PointsBlockingStub points;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data, Map.of("vdb.limits.max-batch-points", "3"));
    collections = new GrpcStubs(server).collections();
    points = new GrpcStubs(server).points();
    server.createCollection("one", "Dot");
    server.createCollection("two", "Dot");
    server.upsert("one", "[{\"id\":1,\"vector\":[1,1,1,1]}]");
    server.upsert("two", "[{\"id\":2,\"vector\":[1,1,1,1]}]");
    update(create("kept", "one"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static AliasOperations create(String alias, String collection) {
    return AliasOperations.newBuilder()
        .setCreateAlias(
            CreateAlias.newBuilder().setAliasName(alias).setCollectionName(collection))
        .build();
  }

  private static AliasOperations rename(String from, String to) {
    return AliasOperations.newBuilder()
        .setRenameAlias(RenameAlias.newBuilder().setOldAliasName(from).setNewAliasName(to))
        .build();
  }

  private static AliasOperations delete(String alias) {
    return AliasOperations.newBuilder()
        .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(alias))
        .build();
  }

  private static ChangeAliases change(AliasOperations... actions) {
    return ChangeAliases.newBuilder().addAllActions(List.of(actions)).setTimeout(10).build();
  }

  private void update(AliasOperations... actions) {
    assertThat(collections.updateAliases(change(actions)).getResult()).isTrue();
  }

  private static List<String> shown(List<AliasDescription> aliases) {
    return aliases.stream()
        .map(alias -> alias.getAliasName() + " " + alias.getCollectionName())
        .toList();
  }

  private List<String> all() {
    return shown(
        collections.listAliases(ListAliasesRequest.getDefaultInstance()).getAliasesList());
  }

  private List<String> of(String collection) {
    return shown(
        collections
            .listCollectionAliases(
                ListCollectionAliasesRequest.newBuilder().setCollectionName(collection).build())
            .getAliasesList());
  }

  private List<String> overRest(String path) {
    return StreamSupport.stream(
            server.get(path).result().path("aliases").spliterator(), false)
        .map(
            alias ->
                alias.path("alias_name").asText() + " " + alias.path("collection_name").asText())
        .toList();
  }

  @Test
  void changesWhatRestShows() {
    update(create("a", "two"), create("b", "one"), rename("a", "c"));
    assertThat(all()).containsExactly("b one", "c two", "kept one").isEqualTo(overRest("/aliases"));
    assertThat(of("one"))
        .containsExactly("b one", "kept one")
        .isEqualTo(overRest("/collections/one/aliases"));
    assertThat(of("c")).isEmpty();
    assertThat(
            points
                .get(
                    GetPoints.newBuilder()
                        .setCollectionName("c")
                        .addIds(GrpcStubs.id(2))
                        .build())
                .getResultCount())
        .isEqualTo(1);
    assertThat(
            collections
                .delete(DeleteCollection.newBuilder().setCollectionName("c").build())
                .getResult())
        .isFalse();
    update(delete("b"), delete("c"), delete("never"));
    assertThat(all()).containsExactly("kept one");
  }

  @TestFactory
  Stream<DynamicTest> failuresSayTheSame() {
    String long256 = "x".repeat(256);
    return Stream.of(
        same(
            "{'create_alias':{'alias_name':'a','collection_name':'absent'}}",
            create("a", "absent"),
            404,
            Status.Code.NOT_FOUND,
            "Not found: Collection `absent` doesn't exist!"),
        same(
            "{'create_alias':{'alias_name':'a','collection_name':'kept'}}",
            create("a", "kept"),
            404,
            Status.Code.NOT_FOUND,
            "Not found: Collection `kept` doesn't exist!"),
        same(
            "{'create_alias':{'alias_name':'two','collection_name':'one'}}",
            create("two", "one"),
            409,
            Status.Code.ALREADY_EXISTS,
            "Wrong input: Collection `two` already exists!"),
        same(
            "{'rename_alias':{'old_alias_name':'kept','new_alias_name':'two'}}",
            rename("kept", "two"),
            409,
            Status.Code.ALREADY_EXISTS,
            "Wrong input: Collection `two` already exists!"),
        same(
            "{'rename_alias':{'old_alias_name':'absent','new_alias_name':'b'}}",
            rename("absent", "b"),
            404,
            Status.Code.NOT_FOUND,
            "Not found: Alias absent does not exists!"),
        same(
            "{'create_alias':{'alias_name':'a/b','collection_name':'one'}}",
            create("a/b", "one"),
            422,
            Status.Code.INVALID_ARGUMENT,
            "Validation error in body: [actions[0].create_alias.alias_name: collection name cannot"
                + " contain \"/\" char]"),
        same(
            "{'rename_alias':{'old_alias_name':'kept','new_alias_name':''}}",
            rename("kept", ""),
            422,
            Status.Code.INVALID_ARGUMENT,
            "Validation error in body: [actions[0].rename_alias.new_alias_name: a collection name"
                + " has 1 to 255 characters, not 0]"),
        same(
            "{'delete_alias':{'alias_name':'" + long256 + "'}}",
            delete(long256),
            422,
            Status.Code.INVALID_ARGUMENT,
            "Validation error in body: [actions[0].delete_alias.alias_name: a collection name has"
                + " 1 to 255 characters, not 256]"),
        same(
            "{}",
            AliasOperations.getDefaultInstance(),
            400,
            Status.Code.INVALID_ARGUMENT,
            "Format error in body: actions[0]: an action must be of one kind"),
        failing(
            "timeout",
            () -> server.post("/collections/aliases?timeout=0", "{\"actions\":[]}"),
            () -> collections.updateAliases(ChangeAliases.newBuilder().setTimeout(0).build()),
            422,
            Status.Code.INVALID_ARGUMENT,
            "Validation error in body: [timeout: value 0 invalid, must be 1 or larger]"),
        failing(
            "too many",
            () ->
                server.post(
                    "/collections/aliases",
                    "{'actions':[D,D,D,D]}"
                        .replace("D", "{'delete_alias':{'alias_name':'kept'}}")
                        .replace('\'', '"')),
            () ->
                collections.updateAliases(
                    change(delete("kept"), delete("kept"), delete("kept"), delete("kept"))),
            400,
            Status.Code.INVALID_ARGUMENT,
            "Wrong input: `actions[3]`: more than the maximum of 3 actions"),
        failing(
            "a collection called as an alias is",
            () ->
                server.put(
                    "/collections/kept", "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"}}"),
            () ->
                collections.create(
                    CreateCollection.newBuilder()
                        .setCollectionName("kept")
                        .setVectorsConfig(
                            VectorsConfig.newBuilder()
                                .setParams(
                                    VectorParams.newBuilder()
                                        .setSize(4)
                                        .setDistance(Distance.Dot)))
                        .build()),
            400,
            Status.Code.INVALID_ARGUMENT,
            "Wrong input: Can't create collection with name kept. Alias with the same name already"
                + " exists"));
  }

  @Test
  void refusesFieldsThatTheProtocolDoesNotHave() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    AliasOperations create = create("a", "one");
    for (ChangeAliases message :
        List.of(
            change(create).toBuilder().setUnknownFields(unknown).build(),
            change(create.toBuilder().setUnknownFields(unknown).build()),
            change(
                AliasOperations.newBuilder()
                    .setCreateAlias(
                        create.getCreateAlias().toBuilder().setUnknownFields(unknown))
                    .build()),
            change(
                AliasOperations.newBuilder()
                    .setRenameAlias(
                        rename("kept", "a").getRenameAlias().toBuilder().setUnknownFields(unknown))
                    .build()),
            change(
                AliasOperations.newBuilder()
                    .setDeleteAlias(
                        delete("kept").getDeleteAlias().toBuilder().setUnknownFields(unknown))
                    .build()))) {
      Status failure = GrpcStubs.failure(() -> collections.updateAliases(message));
      assertThat(failure.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(failure.getDescription()).contains("unknown field number 99");
    }
    assertThat(all()).contains("kept one").doesNotContain("a one");
  }

  /** The action is asked for together with one that is possible. */
  private DynamicTest same(
      String json, AliasOperations action, int status, Status.Code code, String message) {
    String body = "{'actions':[" + json + ",{'delete_alias':{'alias_name':'kept'}}]}";
    return failing(
        json,
        () -> server.post("/collections/aliases", body.replace('\'', '"')),
        () -> collections.updateAliases(change(action, delete("kept"))),
        status,
        code,
        message);
  }

  private DynamicTest failing(
      String name,
      Supplier<Answer> rest,
      ThrowingCallable grpc,
      int status,
      Status.Code code,
      String message) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Answer answer = rest.get();
          Status failure = GrpcStubs.failure(grpc);
          assertThat(answer.status()).as(answer.body()).isEqualTo(status);
          assertThat(comparable(answer.error())).isEqualTo(message);
          assertThat(failure.getCode()).isEqualTo(code);
          assertThat(comparable(String.valueOf(failure.getDescription()))).isEqualTo(message);
          assertThat(all()).contains("kept one");
        });
  }

  /** Leaves out what only one protocol has: where in the text, and what it calls the text. */
  private static String comparable(String message) {
    return message
        .replaceFirst(" at line \\d+ column \\d+$", "")
        .replaceFirst("(JSON body|query parameters)", "body");
  }
}
