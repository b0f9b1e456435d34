package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AliasRoutesTest {

  private TestServer server;

  /** Two collections with one point each, 1 and 2. */
  @BeforeEach
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("one", "Dot");
    server.createCollection("two", "Dot");
    server.upsert("one", "[{\"id\":1,\"vector\":[1,1,1,1]}]");
    server.upsert("two", "[{\"id\":2,\"vector\":[1,1,1,1]}]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer update(String actions) {
    return server.post("/collections/aliases", "{\"actions\":[" + actions + "]}");
  }

  private static String create(String alias, String collection) {
    return "{\"create_alias\":{\"alias_name\":\"" + alias + "\",\"collection_name\":\""
        + collection + "\"}}";
  }

  private static String rename(String from, String to) {
    return "{\"rename_alias\":{\"old_alias_name\":\"" + from + "\",\"new_alias_name\":\"" + to
        + "\"}}";
  }

  private static String delete(String alias) {
    return "{\"delete_alias\":{\"alias_name\":\"" + alias + "\"}}";
  }

  private void done(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.result().booleanValue()).isTrue();
  }

  private String all() {
    return server.get("/aliases").result().toString();
  }

  @Test
  void createsListsAndDeletes() {
    done(update(create("b", "one") + "," + create("a", "one") + "," + create("c", "two")));
    assertThat(all())
        .isEqualTo(
            """
            {"aliases":[{"alias_name":"a","collection_name":"one"},\
            {"alias_name":"b","collection_name":"one"},\
            {"alias_name":"c","collection_name":"two"}]}""");
    assertThat(server.get("/collections/one/aliases").result().toString())
        .isEqualTo(
            """
            {"aliases":[{"alias_name":"a","collection_name":"one"},\
            {"alias_name":"b","collection_name":"one"}]}""");
    assertThat(server.get("/collections").body()).doesNotContain("\"a\"");

    done(update(delete("a") + "," + rename("b", "d") + "," + delete("never")));
    assertThat(all())
        .isEqualTo(
            """
            {"aliases":[{"alias_name":"c","collection_name":"two"},\
            {"alias_name":"d","collection_name":"one"}]}""");
  }

  @Test
  void takesNoActionsAndATimeout() {
    done(server.post("/collections/aliases?timeout=5", "{\"actions\":[]}"));
    assertThat(all()).isEqualTo("{\"aliases\":[]}");
  }

  @Test
  void listsNothingForWhatIsNoCollection() {
    done(update(create("a", "one")));
    assertThat(server.get("/collections/absent/aliases").result().toString())
        .isEqualTo("{\"aliases\":[]}");
    assertThat(server.get("/collections/a/aliases").result().toString())
        .isEqualTo("{\"aliases\":[]}");
  }

  @Test
  void takesAnAliasWhereverItTakesACollection() {
    done(update(create("live", "one")));
    assertThat(server.get("/collections/live").result().path("points_count").asInt()).isEqualTo(1);
    assertThat(server.get("/collections/live/exists").body()).contains("\"exists\":true");
    server.upsert("live", "[{\"id\":7,\"vector\":[7,7,7,7]}]");
    assertThat(
            server
                .post("/collections/live/points/query", "{\"query\":[1,1,1,1],\"limit\":1}")
                .result()
                .path("points")
                .path(0)
                .path("id")
                .asInt())
        .isEqualTo(7);
    assertThat(server.get("/collections/live/points/7").status()).isEqualTo(200);
    done(update(create("live", "two")));
    assertThat(server.get("/collections/live/points/7").status()).isEqualTo(404);
    assertThat(server.get("/collections/live/points/2").status()).isEqualTo(200);
  }

  @Test
  void deletesNoCollectionByItsAlias() {
    done(update(create("live", "one")));
    Answer answer = server.delete("/collections/live");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.result().booleanValue()).isFalse();
    assertThat(server.get("/collections/one").status()).isEqualTo(200);
    assertThat(server.delete("/collections/one").result().booleanValue()).isTrue();
    assertThat(all()).isEqualTo("{\"aliases\":[]}");
    assertThat(server.get("/collections/live").status()).isEqualTo(404);
  }

  @Test
  void changesNothingWhenOneActionIsRefused() {
    done(update(create("live", "one")));
    String before = all();
    Answer answer =
        update(create("live", "two") + "," + create("x", "absent") + "," + delete("live"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void keepsACollectionThatIsCalledLikeTheRoute() {
    server.createCollection("aliases", "Dot");
    assertThat(server.get("/collections/aliases").status()).isEqualTo(200);
    assertThat(server.get("/collections/aliases/aliases").status()).isEqualTo(200);
    assertThat(server.send("PATCH", "/collections/aliases", "{}").status()).isEqualTo(200);
    Answer answer = server.send("POST", "/collections/aliases/aliases", "{}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET");
    assertThat(server.delete("/collections/aliases").result().booleanValue()).isTrue();
  }
}
