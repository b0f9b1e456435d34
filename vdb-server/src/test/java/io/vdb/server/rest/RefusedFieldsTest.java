package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Qdrant has and this server does not is refused by name, and accepted when it is null. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedFieldsTest {

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("c", "Dot");
    server.upsert("c", "[{\"id\":1,\"vector\":[1,2,3,4]}]");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      create | vectors.hnsw_config.payload_m | {"vectors":{"size":4,"distance":"Dot","hnsw_config":{"payload_m":4}}}
      create | vectors.quantization_config | {"vectors":{"size":4,"distance":"Dot","quantization_config":{"turbo":{}}}}
      create | sparse_vectors.s.index.memory | {"vectors":{"size":4,"distance":"Dot"},"sparse_vectors":{"s":{"index":{"memory":"cold"}}}}
      create | init_from | {"vectors":{"size":4,"distance":"Dot"},"init_from":{"collection":"c"}}
      create | sharding_method | {"vectors":{"size":4,"distance":"Dot"},"sharding_method":"custom"}
      create | shard_number | {"vectors":{"size":4,"distance":"Dot"},"shard_number":2}
      create | replication_factor | {"vectors":{"size":4,"distance":"Dot"},"replication_factor":2}
      create | write_consistency_factor | {"vectors":{"size":4,"distance":"Dot"},"write_consistency_factor":3}
      create | hnsw_config.payload_m | {"vectors":{"size":4,"distance":"Dot"},"hnsw_config":{"payload_m":4}}
      create | hnsw_config.inline_storage | {"vectors":{"size":4,"distance":"Dot"},"hnsw_config":{"inline_storage":true}}
      create | optimizers_config.prevent_unoptimized | {"vectors":{"size":4,"distance":"Dot"},"optimizers_config":{"prevent_unoptimized":true}}
      upsert | shard_key | {"points":[],"shard_key":"k"}
      upsert | points[0].vector.s.text | {"points":[{"id":1,"vector":{"s":{"text":"a","model":"m"}}}]}
      upsert | points[0].vector.text | {"points":[{"id":1,"vector":{"text":"x","model":"m"}}]}
      upsert | batch.vectors.s[0].text | {"batch":{"ids":[1],"vectors":{"s":[{"text":"a","model":"m"}]}}}
      retrieve | shard_key | {"ids":[1],"shard_key":"k"}
      delete | shard_key | {"points":[1],"shard_key":["k"]}
      payload | shard_key | {"payload":{"a":1},"points":[1],"shard_key":"k"}
      payload/delete | shard_key | {"keys":["a"],"points":[1],"shard_key":"k"}
      payload/clear | shard_key | {"points":[1],"shard_key":"k"}
      batch | operations[1].upsert.shard_key | {"operations":[{"clear_payload":{"points":[]}},{"upsert":{"points":[],"shard_key":"k"}}]}
      count | shard_key | {"shard_key":"k"}
      scroll | shard_key | {"shard_key":"k"}
      query | shard_key | {"query":1,"shard_key":"k"}
      query | lookup_from.shard_key | {"query":1,"lookup_from":{"collection":"c","shard_key":"k"}}
      query | prefetch[0].params.idf | {"query":1,"prefetch":[{"params":{"idf":{}}}]}
      query | prefetch.query.relevance_feedback.target.text | {"query":1,"prefetch":{"query":{"relevance_feedback":{"target":{"text":"x"}}}}}
      query | query.recommend.positive[0].text | {"query":{"recommend":{"positive":[{"text":"a","model":"m"}]}}}
      query | query.discover.context.negative.text | {"query":{"discover":{"target":1,"context":{"negative":{"text":"x"}}}}}
      query/batch | searches[0].shard_key | {"searches":[{"shard_key":"k"}]}
      query/groups | shard_key | {"shard_key":"k"}
      search/batch | searches[1].shard_key | {"searches":[{"vector":[1,2,3,4],"limit":1},{"shard_key":"k"}]}
      search/groups | shard_key | {"shard_key":"k"}
      recommend | shard_key | {"shard_key":"k"}
      recommend/batch | searches[0].shard_key | {"searches":[{"shard_key":"k"}]}
      recommend/groups | shard_key | {"shard_key":"k"}
      discover | shard_key | {"shard_key":"k"}
      discover/batch | searches[0].shard_key | {"searches":[{"shard_key":"k"}]}
      search/matrix/pairs | shard_key | {"shard_key":"k"}
      search/matrix/offsets | shard_key | {"shard_key":"k"}
      query | query.relevance_feedback.feedback[0].example.text | {"query":{"relevance_feedback":{"feedback":[{"example":{"text":"x"}}]}}}
      query | query.text | {"query":{"text":"x","model":"m"}}
      query | query.nearest.text | {"query":{"nearest":{"text":"a","model":"m"}}}
      query | params.idf | {"query":1,"params":{"idf":"global"}}
      search | vector.vector.text | {"vector":{"name":"s","vector":{"text":"a","model":"m"}},"limit":1}
      search | shard_key | {"vector":[1,2,3,4],"limit":1,"shard_key":"k"}
      """)
  void namesTheField(String route, String field, String body) {
    Answer answer = send(route, body);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Wrong input: field `" + field + "`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      create | {"vectors":{"size":4,"distance":"Dot","hnsw_config":null,"on_disk":null},"quantization_config":null,"sparse_vectors":null,"shard_number":null,"hnsw_config":null,"wal_config":null,"optimizers_config":null,"strict_mode_config":null,"metadata":null}
      upsert | {"points":[],"shard_key":null,"update_filter":null,"update_mode":null}
      query | {"query":1,"prefetch":null,"using":null,"lookup_from":null,"shard_key":null,"params":{"quantization":{"ignore":null,"rescore":null,"oversampling":null},"acorn":{"enable":null,"max_selectivity":null},"indexed_only":null},"filter":null,"limit":null,"offset":null,"score_threshold":null,"with_payload":null,"with_vector":null}
      payload | {"payload":{"a":1},"points":[1],"key":null,"filter":null}
      scroll | {"order_by":null,"shard_key":null,"offset":null,"limit":null,"filter":null}
      """)
  void nullsAreAsGoodAsAbsent(String route, String body) {
    Answer answer = send(route, body);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
  }

  private Answer send(String route, String body) {
    String points = "/collections/c/points";
    return switch (route) {
      case "create" -> server.put("/collections/new", body);
      case "upsert" -> server.put(points, body);
      case "retrieve" -> server.post(points, body);
      default -> server.post(points + "/" + route, body);
    };
  }
}
