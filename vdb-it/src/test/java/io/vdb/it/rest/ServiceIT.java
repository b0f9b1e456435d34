package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.SharedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(SharedServer.LOCK)
final class ServiceIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void tellsItsNameAndTheVersionOfTheProtocol() throws Exception {
    JsonNode root = SERVER.client().get("/").json();
    assertThat(root.path("title").asText()).isNotEmpty();
    assertThat(root.path("version").asText()).matches("1\\.18\\.\\d+.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/livez", "/readyz"})
  void answersProbes(String path) throws Exception {
    assertThat(SERVER.client().get(path).status()).isEqualTo(200);
  }

  @Test
  void printsOneLineWithBothAddressesWhenReady() {
    List<String> lines = SERVER.process().outLines();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches(
            "vdb \\Q" + Distribution.version() + "\\E ready: rest=http://127\\.0\\.0\\.1:\\d+"
                + " grpc=127\\.0\\.0\\.1:\\d+");
  }

  @Test
  void refusesAnUnknownRoute() throws Exception {
    Answer answer = SERVER.client().get("/no/such/route");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isNotEmpty();
  }

  @Test
  void refusesAWrongMethod() throws Exception {
    Answer answer = SERVER.client().delete("/healthz");
    assertThat(answer.status()).isIn(404, 405);
  }
}
