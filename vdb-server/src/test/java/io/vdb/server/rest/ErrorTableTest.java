package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of errors in docs/COMPATIBILITY.md, row by row; nothing is changed by any of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErrorTableTest {

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.limits.max-results", "100",
                "vdb.limits.max-ef", "200",
                "vdb.limits.max-batch-points", "3",
                "vdb.limits.max-filter-depth", "4",
                "vdb.limits.max-filter-conditions", "5"));
    server.createCollection("c", "Cosine");
    server.upsert("c", "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1}}]");
    server.post(
        "/collections/aliases",
        "{\"actions\":[{\"create_alias\":{\"alias_name\":\"l\",\"collection_name\":\"c\"}}]}");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      GET | /nowhere | | 404 | Not found: there is no route GET /nowhere
      GET | /collections/c/nothing | | 404 | Not found: there is no route
      PUT | /collections/c/nothing | {} | 404 | Not found: there is no route
      GET | /collections/c/index | | 405 | does not take the method GET
      PUT | /collections/c/index | {} | 400 | Format error in JSON body: missing field `field_name`
      PUT | /collections/c/index | {"field_name":"a[x]","field_schema":"keyword"} | 400 | Format error in JSON body: field_name: `a[x]` is not a payload path
      PUT | /collections/c/index | {"field_name":"f","field_schema":{"type":"bool","is_tenant":true}} | 400 | Format error in JSON body: field_schema: unknown field `is_tenant` of an index of type `bool`, expected one of `on_disk`, `enable_hnsw`
      PUT | /collections/c/index | {"field_name":"f","field_schema":{"type":"integer","lookup":false,"range":false}} | 422 | Validation error in JSON body: [field_schema: at least one of `lookup` and `range` must be true]
      GET | /collections/absent/snapshots | | 404 | Not found: Collection `absent` doesn't exist!
      GET | /collections/c/snapshots/x | | 404 | Not found: Snapshot x not found
      DELETE | /snapshots/x | | 404 | Not found: Snapshot x not found
      PUT | /collections/c/snapshots/recover | {"location":"file:///etc/hostname"} | 400 | Bad request: a file must exist in the folder of snapshots, or below one of
      PUT | /collections/c/snapshots/recover | {"location":"http://example.com/x"} | 400 | Bad request: an address must be of this machine
      PUT | /collections/c/snapshots/recover | {"location":"file:///x","checksum":"x"} | 422 | Validation error in JSON body: [checksum: a checksum is a SHA-256 in 64 hexadecimal digits]
      POST | /collections/c/snapshots/upload | {} | 400 | Multipart error: expected multipart/form-data
      POST | /collections/c/shards/0/snapshots | {} | 400 | Wrong input: snapshots of shards are not supported by this server
      PUT | /collections/absent/index | {"field_name":"f","field_schema":"keyword"} | 404 | Not found: Collection `absent` doesn't exist!
      DELETE | /collections/c/index/a%5Bx | | 400 | Deserialize error in path parameters: `a[x` is not a payload path
      PATCH | /collections/c/exists | {} | 405 | Bad request: /collections/c/exists does not take the method PATCH
      DELETE | /metrics | | 405 | Bad request: /metrics does not take the method DELETE
      GET | /collections/x | | 404 | Not found: Collection `x` doesn't exist!
      POST | /collections/x/points/count | {} | 404 | Not found: Collection `x` doesn't exist!
      PUT | /collections/x/points | {"points":[{"id":1,"vector":[1]}]} | 404 | Not found: Collection `x` doesn't exist!
      GET | /collections/c/points/7 | | 404 | Not found: Point with id 7 does not exists!
      GET | /collections/c/points/abc | | 400 | Wrong input: Can not recognize "abc" as point id
      GET | /collections/c/points/-1 | | 400 | Wrong input: Can not recognize "-1" as point id
      PUT | /collections/c | {"vectors":{"size":4,"distance":"Dot"}} | 409 | Wrong input: Collection `c` already exists!
      PUT | /collections/a:b | {"vectors":{"size":4,"distance":"Dot"}} | 422 | Validation error in path parameters: [name: collection name cannot contain ":" char]
      PUT | /collections/n | {"vectors":{"size":0,"distance":"Dot"}} | 422 | Validation error in JSON body: [vectors.size: value 0 invalid, must be from 1 to 65536]
      PUT | /collections/n | {"vectors":{"size":65537,"distance":"Dot"}} | 422 | Validation error in JSON body: [vectors.size: value 65537 invalid, must be from 1 to 65536]
      PUT | /collections/n | {"vectors":{"size":-4,"distance":"Dot"}} | 400 | Format error in JSON body: vectors.size: invalid value: integer `-4`, expected usize
      PUT | /collections/n | {"vectors":{"size":"4","distance":"Dot"}} | 400 | Format error in JSON body: vectors.size: invalid type: string, expected usize
      PUT | /collections/n | {"vectors":{"size":4,"distance":"L7"}} | 400 | Format error in JSON body: vectors.distance: unknown variant
      PUT | /collections/n | {"vectors":{"size":4}} | 400 | Format error in JSON body: vectors: missing field `distance`
      PUT | /collections/n | {} | 400 | Format error in JSON body: missing field `vectors`
      PUT | /collections/n | {"vectors":{"size":4,"distance":"Dot"},"hnsw_config":{"ef_construct":3}} | 422 | Validation error in JSON body: [hnsw_config.ef_construct: value 3 invalid
      PUT | /collections/n | {"vectors":{"size":4,"distance":"Dot"},"wal_config":{"wal_capacity_mb":0}} | 422 | Validation error in JSON body: [wal_config.wal_capacity_mb: value 0 invalid, must be 1 or larger]
      POST | /collections/c/points/query | {"query":[1,2,3,4],"params":{"quantization":{"oversampling":0.5}}} | 422 | Validation error in JSON body: [params.quantization.oversampling: value 0.5 invalid, must be 1.0 or larger]
      POST | /collections/c/points/query | {"query":[1,2,3,4],"params":{"acorn":{"max_selectivity":1.5}}} | 422 | Validation error in JSON body: [params.acorn.max_selectivity: value 1.5 invalid, must be from 0.0 to 1.0]
      PUT | /collections/n?timeout=0 | {"vectors":{"size":4,"distance":"Dot"}} | 422 | Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]
      PUT | /collections/n?timeout=-5 | {"vectors":{"size":4,"distance":"Dot"}} | 400 | Deserialize error in query parameters: invalid digit found in string
      PUT | /collections/l | {"vectors":{"size":4,"distance":"Dot"}} | 400 | Wrong input: Can't create collection with name l. Alias with the same name already exists
      DELETE | /collections/l | | 200 | ~~
      POST | /collections/aliases | {"actions":[{"create_alias":{"alias_name":"n","collection_name":"x"}}]} | 404 | Not found: Collection `x` doesn't exist!
      POST | /collections/aliases | {"actions":[{"create_alias":{"alias_name":"n","collection_name":"l"}}]} | 404 | Not found: Collection `l` doesn't exist!
      POST | /collections/aliases | {"actions":[{"create_alias":{"alias_name":"c","collection_name":"c"}}]} | 409 | Wrong input: Collection `c` already exists!
      POST | /collections/aliases | {"actions":[{"rename_alias":{"old_alias_name":"l","new_alias_name":"c"}}]} | 409 | Wrong input: Collection `c` already exists!
      POST | /collections/aliases | {"actions":[{"delete_alias":{"alias_name":"l"}},{"rename_alias":{"old_alias_name":"l","new_alias_name":"n"}}]} | 404 | Not found: Alias l does not exists!
      POST | /collections/aliases | {"actions":[{"create_alias":{"alias_name":"a:b","collection_name":"c"}}]} | 422 | Validation error in JSON body: [actions[0].create_alias.alias_name: collection name cannot contain ":" char]
      POST | /collections/aliases | {"actions":[{"create_alias":{"alias_name":"n"}}]} | 400 | Format error in JSON body: actions[0].create_alias: missing field `collection_name`
      POST | /collections/aliases | {"actions":[{"delete_alias":{"alias_name":1}}]} | 400 | Format error in JSON body: actions[0].delete_alias.alias_name: invalid type: integer, expected a string
      POST | /collections/aliases | {"actions":[{"delete_alias":{"alias_name":"l","x":1}}]} | 400 | Format error in JSON body: actions[0].delete_alias: unknown field `x`, expected one of `alias_name`
      POST | /collections/aliases | {"actions":[{"drop_alias":{"alias_name":"l"}}]} | 400 | Format error in JSON body: actions[0]: unknown field `drop_alias`, expected one of `create_alias`, `rename_alias`, `delete_alias`
      POST | /collections/aliases | {"actions":[{"delete_alias":{"alias_name":"l"},"create_alias":{"alias_name":"n","collection_name":"c"}}]} | 400 | Format error in JSON body: actions[0]: an action must be of one kind
      POST | /collections/aliases | {"actions":[{}]} | 400 | Format error in JSON body: actions[0]: an action must be of one kind
      POST | /collections/aliases | {"actions":[{"delete_alias":{"alias_name":"l"}},{"delete_alias":{"alias_name":"l"}},{"delete_alias":{"alias_name":"l"}},{"delete_alias":{"alias_name":"l"}}]} | 400 | Wrong input: `actions[3]`: more than the maximum of 3 actions
      POST | /collections/aliases | {} | 400 | Format error in JSON body: missing field `actions`
      POST | /collections/aliases?timeout=0 | {"actions":[]} | 422 | Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]
      POST | /collections/aliases?wait=true | {"actions":[]} | 400 | Deserialize error in query parameters: unknown field `wait`
      PUT | /collections/c/points?wait=yes | {"points":[]} | 400 | Deserialize error in query parameters: provided string was not `true` or `false`
      PUT | /collections/c/points?ordering=none | {"points":[]} | 400 | Deserialize error in query parameters: unknown variant `none`, expected one of `weak`, `medium`, `strong`
      PUT | /collections/c/points?wiat=true | {"points":[]} | 400 | Deserialize error in query parameters: unknown field `wiat`
      POST | /collections/c/points?consistency=0 | {"ids":[1]} | 400 | Deserialize error in query parameters: `0` is not a consistency
      PUT | /collections/c/points | {"points": | 400 | Format error in JSON body: EOF while parsing a value at line 1 column
      PUT | /collections/c/points | ~~ | 400 | Format error in JSON body: EOF while parsing a value at line 1 column 0
      PUT | /collections/c/points | {"points":[]} [] | 400 | Format error in JSON body: trailing characters
      PUT | /collections/c/points | [] | 400 | Format error in JSON body: invalid type: sequence, expected an object
      PUT | /collections/c/points | {} | 400 | Format error in JSON body: missing field `points`
      PUT | /collections/c/points | {"points":[],"points":[]} | 400 | Format error in JSON body: points: duplicate field `points`
      PUT | /collections/c/points | {"points":[],"batch":{"ids":[],"vectors":[]}} | 400 | Format error in JSON body: batch: `points` and `batch` cannot be given together
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3]}]} | 400 | Wrong input: Vector dimension error: expected dim: 4, got 3
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[]}]} | 422 | Validation error in JSON body: [points[0].vector: dense vector must not be empty]
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,NaN]}]} | 400 | Format error in JSON body: Non-standard token 'NaN' at line 1
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,Infinity]}]} | 400 | Format error in JSON body: Non-standard token 'Infinity' at line 1
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,1e39]}]} | 400 | Format error in JSON body: points[0].vector[3]: number `1e39` is out of the range of f32
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,null]}]} | 400 | Format error in JSON body: points[0].vector[3]: invalid type: null, expected f32
      PUT | /collections/c/points | {"points":[{"id":1,"vector":"x"}]} | 400 | Format error in JSON body: points[0].vector: invalid type: string, expected an array of numbers
      PUT | /collections/c/points | {"points":[{"id":1}]} | 400 | Format error in JSON body: points[0]: missing field `vector`
      PUT | /collections/c/points | {"points":[{"vector":[1,2,3,4]}]} | 400 | Format error in JSON body: points[0]: missing field `id`
      PUT | /collections/c/points | {"points":[{"id":-1,"vector":[1,2,3,4]}]} | 400 | Format error in JSON body: points[0].id: value -1 is not a valid point ID, valid values are either an unsigned integer or a UUID
      PUT | /collections/c/points | {"points":[{"id":18446744073709551616,"vector":[1,2,3,4]}]} | 400 | value 18446744073709551616 is not a valid point ID
      PUT | /collections/c/points | {"points":[{"id":1.0,"vector":[1,2,3,4]}]} | 400 | Format error in JSON body: points[0].id: invalid type: floating point, expected a point ID
      PUT | /collections/c/points | {"points":[{"id":"1","vector":[1,2,3,4]}]} | 400 | Format error in JSON body: points[0].id: value 1 is not a valid point ID
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,4],"payload":[]}]} | 400 | Format error in JSON body: points[0].payload: invalid type: sequence, expected a map
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,4],"payload":{"a":1e999}}]} | 400 | Wrong input: a payload cannot hold the number Infinity
      PUT | /collections/c/points | {"points":[{"id":1,"vector":[1,2,3,4],"vectors":1}]} | 400 | Format error in JSON body: points[0]: unknown field `vectors`, expected one of `id`, `vector`, `payload`
      PUT | /collections/c/points | {"batch":{"ids":[1,2],"vectors":[[1,2,3,4]]}} | 422 | Validation error in JSON body: [batch: number of ids and vectors must be equal (2 != 1)]
      PUT | /collections/c/points | {"batch":{"ids":[1],"vectors":[[1,2,3,4]],"payloads":[]}} | 422 | Validation error in JSON body: [batch: number of ids and payloads must be equal (1 != 0)]
      PUT | /collections/c/points | {"batch":{"ids":[1,2,3,4],"vectors":[]}} | 400 | more than the maximum of 3 ids
      POST | /collections/c/points/delete | {} | 400 | Format error in JSON body: Either list of point ids or filter must be provided
      POST | /collections/c/points/delete | {"points":[1],"filter":{}} | 400 | Format error in JSON body: `points` and `filter` cannot be given together
      POST | /collections/c/points/payload | {"points":[1]} | 400 | Format error in JSON body: missing field `payload`
      POST | /collections/c/points/payload | {"payload":{"a":1}} | 400 | Format error in JSON body: Either list of point ids or filter must be provided
      POST | /collections/c/points/payload?wait=true | {"payload":{"a":2},"points":[1,9]} | 404 | Not found: No point with id 9 found
      POST | /collections/c/points/query | {"prefetch":{"query":[1,2,3,4]}} | 400 | Wrong input: A query is needed to merge the prefetches. Can't have prefetches without defining a query.
      POST | /collections/c/points/query | {"query":{}} | 400 | Format error in JSON body: query: a query must be of one kind
      POST | /collections/c/points/query | {"query":{"fusion":"rrf","sample":"random"}} | 400 | Format error in JSON body: query: a query must be of one kind
      POST | /collections/c/points/query | {"query":{"fusion":"max"}} | 400 | Format error in JSON body: query.fusion: unknown variant, expected one of `rrf`, `dbsf`
      POST | /collections/c/points/query | {"query":{"nearby":1}} | 400 | Format error in JSON body: query: unknown field `nearby`
      POST | /collections/c/points/query | {"query":{"discover":{}}} | 400 | Format error in JSON body: query.discover: missing field `target`
      POST | /collections/c/points/query | {"query":{"formula":{"sum":[1],"neg":1}}} | 400 | Format error in JSON body: query.formula: an expression must be of one kind
      POST | /collections/c/points/query | {"query":{"formula":{"nope":1}}} | 400 | Format error in JSON body: query.formula: unknown field `nope`
      POST | /collections/c/points/query | {"query":{"formula":{"pow":{"base":1}}}} | 400 | Format error in JSON body: query.formula.pow: missing field `exponent`
      POST | /collections/c/points/query | {"query":{"fusion":"rrf"}} | 400 | Wrong input: cannot apply Fusion without prefetches
      POST | /collections/c/points/query | {"query":[1,2,3,4],"using":"x"} | 400 | Wrong input: Not existing vector name error: x
      POST | /collections/c/points/query/groups | {"query":[1,2,3,4]} | 400 | Format error in JSON body: missing field `group_by`
      POST | /collections/c/points/query/groups | {"query":[1,2,3,4],"group_by":"a","limit":60} | 400 | Wrong input: at most 100 points in all groups allowed, but got 180
      POST | /collections/c/points/query/batch | {} | 400 | Format error in JSON body: missing field `searches`
      POST | /collections/c/points/search/groups | {"vector":[1,2,3,4],"group_by":"a","limit":1} | 400 | Format error in JSON body: missing field `group_size`
      POST | /collections/c/points/recommend | {"positive":[1]} | 400 | Format error in JSON body: missing field `limit`
      POST | /collections/c/points/discover | {"limit":1} | 400 | Format error in JSON body: No target or context given
      POST | /collections/c/points/search/matrix/pairs | {"sample":1} | 422 | Validation error in JSON body: [sample: value 1 invalid, must be 2 or larger]
      POST | /collections/c/points/query | {"query":[1,2]} | 400 | Wrong input: Vector dimension error: expected dim: 4, got 2
      POST | /collections/c/points/query | {"query":9} | 404 | Not found: No point with id 9 found
      POST | /collections/c/points/query | {"query":"x"} | 400 | Format error in JSON body: query: value x is not a valid point ID
      POST | /collections/c/points/query | {"query":true} | 400 | Format error in JSON body: query: invalid type: boolean
      POST | /collections/c/points/query | {"query":[1,2,3,4],"limit":0} | 422 | Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]
      POST | /collections/c/points/query | {"query":[1,2,3,4],"limit":-1} | 400 | Format error in JSON body: limit: invalid value: integer `-1`, expected usize
      POST | /collections/c/points/query | {"query":[1,2,3,4],"limit":99999999999} | 400 | Format error in JSON body: limit: invalid value: integer `99999999999`, expected usize
      POST | /collections/c/points/query | {"query":[1,2,3,4],"offset":-1} | 400 | Format error in JSON body: offset: invalid value: integer `-1`, expected usize
      POST | /collections/c/points/query | {"query":[1,2,3,4],"limit":60,"offset":50} | 400 | Wrong input: limit + offset is 110, more than the maximum of 100
      POST | /collections/c/points/query | {"query":[1,2,3,4],"params":{"hnsw_ef":201}} | 400 | Wrong input: field `params.hnsw_ef`: value 201 is more than the maximum of 200
      POST | /collections/c/points/query | {"query":[1,2,3,4],"score_threshold":"x"} | 400 | Format error in JSON body: score_threshold: invalid type: string, expected f32
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"mist":[]}} | 400 | Format error in JSON body: filter: unknown field `mist`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a"}]}} | 422 | Validation error in JSON body: [filter.must[0]: At least one field condition must be specified]
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"match":{"value":1}}]}} | 400 | Format error in JSON body: filter.must[0]: missing field `key`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a","match":{"value":1.5}}]}} | 400 | Format error in JSON body: filter.must[0].match.value: invalid type: floating point
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a","match":{"any":[1,"x"]}}]}} | 400 | values must be all strings or all integers
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a","match":{}}]}} | 400 | a match takes one of `value`, `any`, `except`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a","match":{"valu":1}}]}} | 400 | filter.must[0].match: unknown field `valu`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a","range":{"ge":1}}]}} | 400 | filter.must[0].range: unknown field `ge`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"key":"a[","match":{"value":1}}]}} | 400 | filter.must[0].key: `a[` is not a payload path
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"has_id":[1],"key":"a","match":{"value":1}}]}} | 400 | a condition must be of one kind
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"min_should":{"conditions":[]}}} | 400 | filter.min_should: missing field `min_count`
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"must":[{"must":[{"must":[]}]}]}]}} | 200 | ~~
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{"must":[{"must":[{"must":[{"must":[]}]}]}]}]}} | 400 | filters nest deeper than 4 levels
      POST | /collections/c/points/query | {"query":[1,2,3,4],"filter":{"must":[{},{},{},{},{},{}]}} | 400 | a filter has more than the maximum of 5 conditions
      POST | /collections/c/points/search | {"vector":[1,2,3,4]} | 400 | Format error in JSON body: missing field `limit`
      POST | /collections/c/points/search | {"limit":1} | 400 | Format error in JSON body: missing field `vector`
      POST | /collections/c/points/scroll | {"limit":0} | 422 | Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]
      POST | /collections/c/points/scroll | {"limit":101} | 400 | Wrong input: field `limit`: value 101 is more than the maximum of 100
      POST | /collections/c/points/scroll | {"offset":"x"} | 400 | Format error in JSON body: offset: value x is not a valid point ID
      POST | /collections/c/points | {} | 400 | Format error in JSON body: missing field `ids`
      POST | /collections/c/points/scroll | {"order_by":"n"} | 400 | Wrong input: No range index for `order_by` key: `n`
      POST | /collections/c/points/scroll | {"order_by":{"direction":"asc"}} | 400 | Format error in JSON body: order_by: missing field `key`
      POST | /collections/c/points/scroll | {"order_by":{"key":"n","direction":"up"}} | 400 | Format error in JSON body: order_by.direction: expected `asc` or `desc`
      POST | /collections/c/points/scroll | {"order_by":{"key":"n","start_from":"x"}} | 400 | Format error in JSON body: order_by.start_from: 'x' is not in a supported date/time format
      POST | /collections/c/points/scroll | {"order_by":{"key":"n","start_from":99999999999999999999}} | 400 | Format error in JSON body: order_by.start_from: invalid value: integer `99999999999999999999`, expected i64
      POST | /collections/c/points/scroll | {"order_by":"n","offset":1} | 400 | Wrong input: `offset` cannot be used together with `order_by`
      POST | /collections/c/facet | {"key":"n"} | 400 | Wrong input: No appropriate index for faceting: `n`
      POST | /collections/c/facet | {} | 400 | Format error in JSON body: missing field `key`
      POST | /collections/c/facet | {"key":"n","limit":0} | 422 | Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]
      POST | /collections/x/facet | {"key":"n"} | 404 | Not found: Collection `x` doesn't exist!
      POST | /collections/c/points/count | {"exact":1} | 400 | Format error in JSON body: exact: invalid type: integer, expected a boolean
      """)
  void answersInTheShapeOfTheApiAndChangesNothing(
      String method, String path, String body, int status, String message) {
    String before = digest();

    Answer answer = server.send(method, path, body);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.json().path("time").isNumber()).isTrue();
    if (status != 200) {
      assertThat(answer.error()).contains(message);
      assertThat(answer.json().has("result")).isFalse();
    }
    assertThat(digest()).isEqualTo(before);
  }

  private String digest() {
    return server.get("/collections").result()
        + "\n"
        + server.get("/aliases").result()
        + "\n"
        + server.post("/collections/c/points/scroll", "{\"with_vector\":true}").result();
  }
}
