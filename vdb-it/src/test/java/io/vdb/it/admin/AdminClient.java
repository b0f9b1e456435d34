package io.vdb.it.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.vdb.it.server.Json;
import io.vdb.it.server.ServerProcess;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.proto.admin.v1.AdminGrpc.AdminBlockingStub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Asks both fronts of one server, with whatever headers. */
final class AdminClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;
  private static final long POLL_MILLIS = 50;

  private final ServerProcess server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ManagedChannel channel;

  AdminClient(ServerProcess server) {
    this.server = server;
    this.channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
  }

  /** Sends a request; headers are names and values by turns, single quotes stand for double ones. */
  HttpResponse<byte[]> send(String method, String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.rest() + path))
            .timeout(Duration.ofSeconds(DEADLINE_SECONDS))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json.replace('\'', '"')));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Sends a request that must succeed, and returns its result. */
  JsonNode result(String method, String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(method, path, json, headers);
    if (answer.statusCode() != 200) {
      throw new AssertionError(method + " " + path + ": " + text(answer));
    }
    return Json.parse(answer.body()).path("result");
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Returns the gRPC service with more metadata, names and values by turns. */
  AdminBlockingStub grpc(String... metadata) {
    Metadata headers = new Metadata();
    for (int i = 0; i < metadata.length; i += 2) {
      headers.put(
          Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
    }
    return AdminGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Waits until a line like this is logged, and returns it. */
  JsonNode awaitLine(Predicate<JsonNode> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (System.nanoTime() < deadline) {
      List<JsonNode> found = lines().stream().filter(wanted).toList();
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new AssertionError("no such line was logged:\n" + server.logTail());
  }

  /** Returns the lines logged so far. */
  List<JsonNode> lines() {
    return server.logLines().stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Override
  public void close() {
    http.shutdownNow();
    channel.shutdownNow();
  }
}
