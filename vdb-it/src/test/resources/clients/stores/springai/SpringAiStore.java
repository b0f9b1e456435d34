import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.qdrant.QdrantVectorStore;

/** Uses a server through Spring AI's store for Qdrant. Takes the gRPC port on 127.0.0.1. */
final class SpringAiStore {

  private static final String NAME = "spring-ai";
  private static final int SIZE = 64;

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    QdrantClient client =
        new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", port, false).build());
    QdrantVectorStore store =
        QdrantVectorStore.builder(client, new HashedWords())
            .collectionName(NAME)
            .initializeSchema(true)
            .build();
    store.afterPropertiesSet(); // as Spring does; creates the collection
    check(client.collectionExistsAsync(NAME).get(), true, "the collection");
    store.afterPropertiesSet(); // a second start finds it there
    use(store);
    check(client.deleteCollectionAsync(NAME).get().getResult(), true, "deleting the collection");
    client.close();
    System.out.println("all is well");
  }

  private static void use(QdrantVectorStore store) {
    Document apple = document("a red apple on a tree", "fruit", 1);
    Document pear = document("a green pear on a tree", "fruit", 2);
    Document fast = document("a fast car on the road", "car", 3);
    Document slow = document("a slow car in the garage", "car", 4);
    store.add(List.of(apple, pear, fast, slow));

    Document best =
        store
            .similaritySearch(SearchRequest.builder().query("red apple").topK(1).build())
            .getFirst();
    check(best.getText(), apple.getText(), "the closest");
    check(best.getId(), apple.getId(), "its id");
    check(best.getMetadata().get("kind"), "fruit", "its metadata");
    check(((Number) best.getMetadata().get("n")).intValue(), 1, "a number of its metadata");
    List<Document> close =
        store.similaritySearch(
            SearchRequest.builder()
                .query(fast.getText())
                .topK(4)
                .similarityThreshold(0.99)
                .build());
    check(close.size(), 1, "those that are very close");
    check(Math.abs(close.getFirst().getScore() - 1) < 1e-5, true, "the score of the same text");
    check(found(store, "kind == 'car'"), texts(fast, slow), "with a filter");
    check(found(store, "n >= 2 && n < 4"), texts(fast, pear), "with a range");
    check(
        found(store, "kind in ['fruit', 'toy'] || n == 4"),
        texts(pear, apple, slow),
        "with alternatives");
    check(found(store, "kind != 'car'"), texts(pear, apple), "without some");
    check(found(store, "kind nin ['car', 'toy']"), texts(pear, apple), "without any of some");

    store.delete(List.of(apple.getId()));
    check(found(store, "n > 0"), texts(fast, pear, slow), "after deletion by id");
    store.add(List.of(new Document(pear.getId(), "a yellow pear", Map.of("kind", "car", "n", 5))));
    check(found(store, "n == 5"), List.of("a yellow pear"), "after adding one again");
    store.delete("kind == 'car' && n != 3");
    check(found(store, "n > 0"), texts(fast), "after deletion by a filter");
  }

  private static Document document(String text, String kind, int n) {
    return new Document(UUID.randomUUID().toString(), text, Map.of("kind", kind, "n", n));
  }

  private static List<String> texts(Document... documents) {
    return List.of(documents).stream().map(Document::getText).toList();
  }

  /** Returns the texts of all that match, in the order of the alphabet. */
  private static List<String> found(QdrantVectorStore store, String filter) {
    return store
        .similaritySearch(
            SearchRequest.builder().query("a tree").topK(10).filterExpression(filter).build())
        .stream()
        .map(Document::getText)
        .sorted()
        .toList();
  }

  /** Texts that share words are close: each word counts in a place that its hash tells. */
  private static final class HashedWords implements EmbeddingModel {

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
      List<Embedding> embeddings = new ArrayList<>();
      for (String text : request.getInstructions()) {
        embeddings.add(new Embedding(places(text), embeddings.size()));
      }
      return new EmbeddingResponse(embeddings);
    }

    @Override
    public float[] embed(Document document) {
      return places(document.getText());
    }

    @Override
    public int dimensions() {
      return SIZE;
    }

    private static float[] places(String text) {
      float[] places = new float[SIZE];
      for (String word : text.toLowerCase(Locale.ROOT).split(" ")) {
        places[Math.floorMod(word.hashCode(), SIZE)]++;
      }
      return places;
    }
  }

  private static void check(Object actual, Object expected, String what) {
    if (!actual.equals(expected)) {
      throw new AssertionError(what + ": expected " + expected + ", found " + actual);
    }
  }
}
