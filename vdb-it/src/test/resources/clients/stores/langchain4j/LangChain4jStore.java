import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Uses a server through LangChain4j's store for Qdrant. Takes the gRPC port on 127.0.0.1. */
final class LangChain4jStore {

  private static final String NAME = "langchain4j";
  private static final int SIZE = 64;

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    QdrantClient client =
        new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", port, false).build());
    client
        .createCollectionAsync(
            NAME, VectorParams.newBuilder().setSize(SIZE).setDistance(Distance.Cosine).build())
        .get();
    QdrantEmbeddingStore store =
        QdrantEmbeddingStore.builder()
            .host("127.0.0.1")
            .port(port)
            .collectionName(NAME)
            .build();
    use(store);
    check(client.countAsync(NAME).get(), 0L, "points after removing all");
    check(client.deleteCollectionAsync(NAME).get().getResult(), true, "deleting the collection");
    store.close();
    client.close();
    System.out.println("all is well");
  }

  private static void use(QdrantEmbeddingStore store) {
    TextSegment apple = segment("a red apple on a tree", "fruit", 1);
    TextSegment pear = segment("a green pear on a tree", "fruit", 2);
    TextSegment fast = segment("a fast car on the road", "car", 3);
    TextSegment slow = segment("a slow car in the garage", "car", 4);
    String first = store.add(embedding(apple.text()), apple);
    List<TextSegment> rest = List.of(pear, fast, slow);
    List<String> ids = List.of(id(), id(), id());
    List<Embedding> embeddings = new ArrayList<>();
    rest.forEach(each -> embeddings.add(embedding(each.text())));
    store.addAll(ids, embeddings, rest);

    EmbeddingMatch<TextSegment> best = search(store, "red apple", 1, 0, null).getFirst();
    check(best.embedded().text(), apple.text(), "the closest");
    check(best.embeddingId(), first, "its id");
    check(best.embedded().metadata().getString("kind"), "fruit", "its metadata");
    check(best.embedded().metadata().getInteger("n"), 1, "a number of its metadata");
    check(best.embedding().dimension(), SIZE, "its embedding");
    check(search(store, fast.text(), 4, 0.999, null).size(), 1, "those that are very close");
    check(
        found(store, metadataKey("kind").isEqualTo("car")),
        List.of(fast.text(), slow.text()),
        "with a filter");
    check(
        found(store, metadataKey("n").isGreaterThanOrEqualTo(2).and(metadataKey("n").isLessThan(4))),
        List.of(fast.text(), pear.text()),
        "with a range");
    check(
        found(store, metadataKey("kind").isIn("fruit", "toy").or(metadataKey("n").isEqualTo(4))),
        List.of(pear.text(), apple.text(), slow.text()),
        "with alternatives");
    check(
        found(store, metadataKey("kind").isNotEqualTo("car")),
        List.of(pear.text(), apple.text()),
        "without some");

    store.remove(first);
    check(found(store, null), List.of(fast.text(), pear.text(), slow.text()), "after remove");
    store.removeAll(List.of(ids.get(2)));
    check(found(store, null), List.of(fast.text(), pear.text()), "after removing by ids");
    store.removeAll(metadataKey("kind").isEqualTo("fruit"));
    check(found(store, null), List.of(fast.text()), "after removing by a filter");
    store.removeAll();
  }

  private static TextSegment segment(String text, String kind, int n) {
    return TextSegment.from(text, Metadata.from(Map.of("kind", kind, "n", n)));
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static List<EmbeddingMatch<TextSegment>> search(
      QdrantEmbeddingStore store, String text, int most, double least, Filter filter) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(embedding(text))
                .maxResults(most)
                .minScore(least)
                .filter(filter)
                .build())
        .matches();
  }

  /** Returns the texts of all that match, in the order of the alphabet. */
  private static List<String> found(QdrantEmbeddingStore store, Filter filter) {
    return search(store, "a tree", 10, 0, filter).stream()
        .map(match -> match.embedded().text())
        .sorted()
        .toList();
  }

  /** Texts that share words are close: each word counts in a place that its hash tells. */
  private static Embedding embedding(String text) {
    float[] places = new float[SIZE];
    for (String word : text.toLowerCase(Locale.ROOT).split(" ")) {
      places[Math.floorMod(word.hashCode(), SIZE)]++;
    }
    Embedding embedding = Embedding.from(places);
    embedding.normalize();
    return embedding;
  }

  private static void check(Object actual, Object expected, String what) {
    if (!actual.equals(expected)) {
      throw new AssertionError(what + ": expected " + expected + ", found " + actual);
    }
  }
}
