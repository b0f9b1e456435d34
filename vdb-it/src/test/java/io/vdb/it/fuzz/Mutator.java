package io.vdb.it.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.it.server.Json;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes requests wrong, now and then in several ways at once. */
final class Mutator {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS");
  private static final List<String> SEGMENTS =
      List.of(
          "absent", "fuzz-a", "points", "query", "-1", "0", "1", "18446744073709551616", "1.5",
          "%00", "%ff%fe", "%2e%2e", "..", "%2F", "a%20b", "%F0%9F%98%80", "x".repeat(300), "~",
          "550e8400-e29b-41d4-a716-446655440000", "null", "");
  private static final List<String> QUERIES =
      List.of(
          "wait=maybe", "wait=", "wait=true&wait=false", "timeout=-1", "timeout=1e9", "=", "&&",
          "ordering=none", "explain=perhaps", "consistency=all", "%00=%00", "x=" + "y".repeat(3000));
  private static final List<String> NUMBERS =
      List.of(
          "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e39", "1e-400", "-1", "-0", "0",
          "00", "1.", ".5", "+1", "0x10", "18446744073709551615", "18446744073709551616",
          "9223372036854775808", "-9223372036854775809", "2147483648", "1e3", "9".repeat(400));

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  Request mutate(Request request) {
    Request mutated = request;
    do {
      mutated = once(mutated);
    } while (random.nextInt(4) == 0);
    return mutated;
  }

  private Request once(Request request) {
    int kind = random.nextInt(20);
    if (kind < 2) {
      return new Request(pick(METHODS), request.path(), request.body(), request.headers());
    }
    if (kind < 5) {
      return new Request(
          request.method(), otherPath(request.path()), request.body(), request.headers());
    }
    if (kind < 6) {
      return new Request(
          request.method(),
          request.path() + (request.path().contains("?") ? "&" : "?") + pick(QUERIES),
          request.body(),
          request.headers());
    }
    if (kind < 7) {
      return new Request(request.method(), request.path(), request.body(), otherHeaders());
    }
    byte[] body =
        kind < 11 ? otherBytes(request.body()) : otherTree(request.body());
    return new Request(request.method(), request.path(), body, request.headers());
  }

  private String otherPath(String path) {
    int question = path.indexOf('?');
    String query = question < 0 ? "" : path.substring(question);
    List<String> segments =
        new ArrayList<>(
            Arrays.asList(path.substring(1, question < 0 ? path.length() : question).split("/", -1)));
    int at = random.nextInt(segments.size());
    switch (random.nextInt(3)) {
      case 0 -> segments.set(at, pick(SEGMENTS));
      case 1 -> segments.add(at, pick(SEGMENTS));
      default -> segments.remove(at);
    }
    return "/" + String.join("/", segments) + query;
  }

  private Map<String, String> otherHeaders() {
    return pick(
        List.of(
            Map.of("Content-Type", "text/plain"),
            Map.of("Content-Type", "application/json; charset=utf-16"),
            Map.of("Content-Encoding", "gzip"),
            Map.of("Content-Encoding", "no-such-encoding"),
            Map.of("Accept", "application/xml"),
            Map.of("Accept-Encoding", "identity;q=0"),
            Map.of("X-VDB-Explain", "\u00e9perhaps"),
            Map.of("X-Correlation-ID", "y".repeat(2_000))));
  }

  private byte[] otherBytes(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
      case 1 -> inserted(body, new byte[] {(byte) random.nextInt(256)});
      case 2 -> inserted(body, new byte[] {(byte) 0xc3, (byte) 0x28});
      case 3 -> utf8(text + pick(List.of("]", "}", " x", "{}", "\u0000", ",")));
      case 4 -> utf8(pick(List.of("", "null", "[]", "{}", "1", "\"", "\ufeff{}", "true", "[[[")));
      case 5 -> utf8(withNumber(text));
      case 6 -> utf8("[".repeat(100_000));
      case 7 -> utf8("{\"filter\":".repeat(2_000) + "1" + "}".repeat(2_000));
      default -> utf8(text.replace('"', '\''));
    };
  }

  private String withNumber(String text) {
    List<Integer> digits = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        digits.add(i);
      }
    }
    if (digits.isEmpty()) {
      return pick(NUMBERS);
    }
    int at = pick(digits);
    return text.substring(0, at) + pick(NUMBERS) + text.substring(at + 1);
  }

  private byte[] inserted(byte[] body, byte[] what) {
    int at = random.nextInt(body.length + 1);
    byte[] longer = new byte[body.length + what.length];
    System.arraycopy(body, 0, longer, 0, at);
    System.arraycopy(what, 0, longer, at, what.length);
    System.arraycopy(body, at, longer, at + what.length, body.length - at);
    return longer;
  }

  private byte[] otherTree(byte[] body) {
    JsonNode tree = parsed(body);
    if (tree == null) {
      return otherBytes(body);
    }
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    if (containers.isEmpty()) {
      return Json.bytes(odd());
    }
    switch (pick(containers)) {
      case ObjectNode object -> change(object);
      case ArrayNode array -> change(array);
      default -> throw new IllegalStateException("another kind of container");
    }
    return Json.bytes(tree);
  }

  private static @Nullable JsonNode parsed(byte[] body) {
    try {
      JsonNode tree = Json.parse(body);
      return tree.isMissingNode() ? null : tree;
    } catch (UncheckedIOException e) {
      return null; // an earlier mutation broke it
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(ObjectNode object) {
    List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
    if (names.isEmpty()) {
      object.set("surprise", odd());
      return;
    }
    String name = pick(names);
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set("surprise", odd());
      case 2 -> {
        JsonNode value = object.remove(name);
        object.set(name + pick(List.of("s", "_", " ", "\u0000")), value);
      }
      default -> object.set(name, odd());
    }
  }

  private void change(ArrayNode array) {
    if (array.isEmpty()) {
      array.add(odd());
      return;
    }
    int at = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(at);
      case 1 -> array.insert(at, odd());
      case 2 -> array.add(array.get(at).deepCopy());
      default -> array.set(at, odd());
    }
  }

  private JsonNode odd() {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(-1 - random.nextInt(5));
      case 3 -> NODES.numberNode(Long.MAX_VALUE);
      case 4 -> NODES.numberNode(random.nextGaussian() * 1e30);
      case 5 -> NODES.numberNode(new BigInteger("18446744073709551616"));
      case 6 -> NODES.textNode("");
      case 7 -> NODES.textNode("x".repeat(1 + random.nextInt(2_000)));
      case 8 -> NODES.textNode("\ud83d\ude00 \u0000 \u202e");
      case 9 -> NODES.arrayNode();
      case 10 -> NODES.objectNode();
      case 11 -> NODES.arrayNode().add(NODES.objectNode().put("key", "a"));
      case 12 -> nested(1 + random.nextInt(300));
      default -> NODES.numberNode(random.nextInt(100_000));
    };
  }

  private JsonNode nested(int depth) {
    JsonNode node = NODES.numberNode(1);
    for (int i = 0; i < depth; i++) {
      node =
          random.nextBoolean()
              ? NODES.arrayNode().add(node)
              : NODES.objectNode().set("must", node);
    }
    return node;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
