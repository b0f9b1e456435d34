package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Servers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More collections than the settings allow names in metrics. */
final class CardinalityIT {

  private static final int BUDGET = 20;
  private static final int COLLECTIONS = 125;
  private static final int DELETED = 25;
  private static final String OVERFLOW = "_other";
  private static final List<String> BY_COLLECTION =
      List.of(
          "vdb_collection_vectors",
          "vdb_collection_read_only",
          "vdb_collection_search_requests_total",
          "vdb_collection_write_requests_total");

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  void seriesOfCollectionsStayWithinTheBudgetAndAddUp() throws Exception {
    RestClient client =
        servers
            .start(
                Distribution.freshFolder("cardinality-data"),
                Map.of(
                    "VDB_OBSERVABILITY_COLLECTION_SERIES", Integer.toString(BUDGET),
                    "VDB_DURABILITY", "async"))
            .client();
    try (client) {
      List<Scrape> scrapes = new ArrayList<>();
      scrapes.add(scrape(client));
      forEach(0, COLLECTIONS, name -> create(client, name));
      Scrape full = scrape(client);
      scrapes.add(full);
      assertWithinBudget(full, COLLECTIONS);
      assertSums(full, COLLECTIONS, COLLECTIONS);

      forEach(0, DELETED, name -> client.delete("/collections/" + name).result());
      Scrape fewer = scrape(client);
      scrapes.add(fewer);
      Set<String> deleted = names(0, DELETED).collect(Collectors.toSet());
      assertThat(named(fewer, BY_COLLECTION.getFirst())).doesNotContainAnyElementsOf(deleted);
      assertWithinBudget(fewer, COLLECTIONS - DELETED);
      assertThat(fewer.sum("vdb_collection_vectors")).isEqualTo(COLLECTIONS - DELETED);

      forEach(DELETED, COLLECTIONS, name -> search(client, name));
      scrapes.add(scrape(client));
      forEach(COLLECTIONS, COLLECTIONS + DELETED, name -> create(client, name));
      Scrape again = scrape(client);
      scrapes.add(again);
      assertWithinBudget(again, COLLECTIONS);
      assertThat(again.sum("vdb_collection_vectors")).isEqualTo(COLLECTIONS);
      assertThat(again.sum("vdb_search_requests_total"))
          .isEqualTo(2 * COLLECTIONS); // one of each, again of those left, and of the new ones
      assertNothingFalls(scrapes);
    }
  }

  /** Something done to one collection. */
  private interface Work {
    void with(String name) throws Exception;
  }

  private static Stream<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "c" + number);
  }

  private static void forEach(int from, int to, Work work) throws Exception {
    List<Callable<String>> tasks =
        names(from, to)
            .<Callable<String>>map(
                name ->
                    () -> {
                      work.with(name);
                      return name;
                    })
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<String> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private static void create(RestClient client, String name) throws Exception {
    client
        .put("/collections/" + name, "{'vectors': {'size': 2, 'distance': 'Dot'}}")
        .result();
    client
        .put("/collections/" + name + "/points?wait=true", "{'points': [{'id': 1, 'vector': [1, 2]}]}")
        .result();
    search(client, name);
  }

  private static void search(RestClient client, String name) throws Exception {
    client.post("/collections/" + name + "/points/query", "{'query': [1, 0]}").result();
  }

  private static Scrape scrape(RestClient client) throws Exception {
    return Scrape.of(client.get("/metrics").text());
  }

  private static Set<String> named(Scrape scrape, String metric) {
    return scrape.find(metric).stream()
        .map(sample -> sample.labels().getOrDefault("collection", ""))
        .collect(Collectors.toSet());
  }

  private static void assertWithinBudget(Scrape scrape, int collections) {
    for (String metric : BY_COLLECTION) {
      assertThat(named(scrape, metric)).as(metric).hasSize(BUDGET + 1).contains(OVERFLOW);
    }
    assertThat(scrape.sum("vdb_collections_folded")).isEqualTo(collections - BUDGET);
    assertThat(scrape.sum("vdb_collections")).isEqualTo(collections);
    assertThat(
            scrape.samples().stream()
                .filter(sample -> sample.labels().containsKey("collection"))
                .map(Scrape.Sample::name)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(BY_COLLECTION);
  }

  private static void assertSums(Scrape scrape, int vectors, int requests) {
    assertThat(scrape.sum("vdb_collection_vectors")).isEqualTo(vectors);
    assertThat(scrape.sum("vdb_collection_search_requests_total")).isEqualTo(requests);
    assertThat(scrape.sum("vdb_collection_write_requests_total")).isEqualTo(requests);
    assertThat(scrape.sum("vdb_collection_vectors", "collection", OVERFLOW))
        .isEqualTo(vectors - BUDGET);
  }

  private static void assertNothingFalls(List<Scrape> scrapes) {
    for (String metric : BY_COLLECTION.subList(1, BY_COLLECTION.size())) {
      Map<Map<String, String>, Double> last = new HashMap<>();
      for (Scrape scrape : scrapes) {
        for (Scrape.Sample sample : scrape.find(metric)) {
          Double before = last.put(sample.labels(), sample.value());
          assertThat(sample.value())
              .as("%s %s", metric, sample.labels())
              .isGreaterThanOrEqualTo(before == null ? 0 : before);
        }
      }
    }
  }
}
