package io.vdb.it.fuzz;

import java.util.List;

/** One valid request for each thing that every route can do. */
final class Templates {

  private static final String A = "/collections/fuzz-a";

  private static final String V = "/collections/fuzz-v";

  static final List<Request> ALL =
      List.of(
          Request.of(
              "POST",
              A + "/facet",
              "{'key': 'n', 'limit': 5, 'exact': true,"
                  + " 'filter': {'must_not': [{'has_id': [2]}]}}"),
          Request.of(
              "POST",
              A + "/points/scroll",
              "{'limit': 5, 'order_by': {'key': 'n', 'direction': 'desc', 'start_from': 2}}"),
          Request.of(
              "PUT",
              "/collections/fuzz-new",
              "{'vectors': {'a': {'size': 4, 'distance': 'Cosine'}, '': {'size': 2,"
                  + " 'distance': 'Manhattan', 'on_disk': true}}, 'sparse_vectors': {'s':"
                  + " {'modifier': 'idf', 'index': {'on_disk': true}}}}"),
          Request.of(
              "PUT",
              "/collections/fuzz-new",
              "{'vectors': {'size': 2, 'distance': 'Euclid', 'datatype': 'float16',"
                  + " 'hnsw_config': {'m': 0, 'on_disk': true}, 'quantization_config': {'binary':"
                  + " {}}, 'multivector_config': {'comparator': 'max_sim'}}}"),
          Request.of(
              "PUT",
              V + "/points?wait=true",
              "{'points': [{'id': 4, 'vector': {'m': [[1, 2.5], [300, -1]], 'a': [1, 2]}}]}"),
          Request.of(
              "POST",
              V + "/points/query",
              "{'query': [[1, 0], [0, 1]], 'using': 'm', 'prefetch': {'query': [1, 2], 'using':"
                  + " 'a'}}"),
          Request.of(
              "PUT",
              V + "/points?wait=true",
              "{'points': [{'id': 3, 'vector': {'s': {'indices': [7, 3], 'values': [0.5, 2]}}}]}"),
          Request.of(
              "POST",
              V + "/points/query",
              "{'query': {'fusion': 'rrf'}, 'prefetch': [{'query': {'indices': [3, 9],"
                  + " 'values': [1, -2]}, 'using': 's'}, {'query': [1, 2], 'using': 'a'}]}"),
          Request.of(
              "PUT",
              V + "/points?wait=true",
              "{'points': [{'id': 2, 'vector': {'a': [1, 2], 'b': [0.5, -1, 2]}}]}"),
          Request.of(
              "PUT", V + "/points/vectors", "{'points': [{'id': 1, 'vector': {'a': [4, 3]}}]}"),
          Request.of(
              "POST", V + "/points/vectors/delete", "{'points': [1, 2], 'vector': ['b']}"),
          Request.of(
              "POST",
              V + "/points/query",
              "{'query': [1, 2, 3], 'using': 'b', 'with_vector': ['a'], 'limit': 2,"
                  + " 'filter': {'must': [{'has_vector': 'b'}]}}"),
          Request.of(
              "POST", V + "/points/search", "{'vector': {'name': 'a', 'vector': [1, 2]}, 'limit': 2}"),
          Request.of("GET", "/", ""),
          Request.of("GET", "/healthz", ""),
          Request.of("GET", "/readyz", ""),
          Request.of("GET", "/livez", ""),
          Request.of("GET", "/metrics", ""),
          Request.of("GET", "/health/detailed", ""),
          Request.of("GET", "/health/disk", ""),
          Request.of("GET", "/collections", ""),
          Request.of("GET", A, ""),
          Request.of("GET", A + "/exists", ""),
          Request.of("GET", A + "/points/1", ""),
          Request.of("DELETE", "/collections/fuzz-b", ""),
          Request.of("GET", A + "/snapshots", ""),
          Request.of("GET", "/snapshots", ""),
          Request.of("POST", A + "/snapshots?wait=true", ""),
          Request.of("GET", "/aliases", ""),
          Request.of("GET", A + "/aliases", ""),
          Request.of("GET", "/collections/fuzz-l/points/1", ""),
          Request.of(
              "POST",
              "/collections/aliases?timeout=10",
              "{'actions': [{'create_alias': {'alias_name': 'fuzz-n',"
                  + " 'collection_name': 'fuzz-a'}}, {'rename_alias': {'old_alias_name': 'fuzz-l',"
                  + " 'new_alias_name': 'fuzz-k'}}, {'delete_alias': {'alias_name': 'fuzz-m'}}]}"),
          Request.of(
              "PUT",
              "/collections/fuzz-new?timeout=10",
              "{'vectors': {'size': 4, 'distance': 'Cosine', 'on_disk': true},"
                  + " 'hnsw_config': {'m': 16, 'ef_construct': 100, 'full_scan_threshold': 10000},"
                  + " 'optimizers_config': {'default_segment_number': 2},"
                  + " 'wal_config': {'wal_capacity_mb': 32}, 'on_disk_payload': true,"
                  + " 'shard_number': 1}"),
          Request.of(
              "PUT",
              A + "/points?wait=true&ordering=weak",
              "{'points': [{'id': 3, 'vector': [0.5, -1, 2e-3, 4], 'payload': {'n': 1,"
                  + " 's': 'x', 'l': [1, 'a', null], 'o': {'p': {'q': 2.5}}}},"
                  + " {'id': '550e8400-e29b-41d4-a716-446655440000', 'vector': [1, 2, 3, 4]}]}"),
          Request.of(
              "PUT",
              A + "/points",
              "{'batch': {'ids': [5, 6], 'vectors': [[1, 2, 3, 4], [4, 3, 2, 1]],"
                  + " 'payloads': [{'n': 5}, null]}}"),
          Request.of(
              "POST",
              A + "/points",
              "{'ids': [1, 2, 3], 'with_payload': ['n'], 'with_vector': true}"),
          Request.of(
              "POST",
              A + "/points",
              "{'ids': [1], 'with_payload': {'exclude': ['s', 'o.p']}, 'with_vector': false}"),
          Request.of(
              "PUT",
              A + "/index?wait=true",
              "{'field_name': 'o.l[].x', 'field_schema': {'type': 'text', 'tokenizer': 'prefix',"
                  + " 'min_token_len': 2, 'stopwords': {'custom': ['a']}, 'lowercase': true}}"),
          Request.of("PUT", A + "/index", "{'field_name': 's', 'field_schema': 'text'}"),
          Request.of(
              "PUT",
              A + "/vectors/later?wait=true",
              "{'dense': {'size': 3, 'distance': 'Dot', 'datatype': 'uint8'}}"),
          Request.of("PUT", A + "/vectors/thin", "{'sparse': {'modifier': 'idf'}}"),
          Request.of("DELETE", A + "/vectors/later?wait=true", ""),
          Request.of("DELETE", A + "/index/o.l%5B%5D.x?wait=true", ""),
          Request.of("POST", A + "/points/delete?wait=true", "{'points': [1, 2]}"),
          Request.of(
              "POST",
              A + "/points/delete",
              "{'filter': {'must': [{'key': 'n', 'range': {'gte': 3, 'lt': 4}}]}}"),
          Request.of(
              "POST", A + "/points/payload?wait=true", "{'payload': {'n': 9}, 'points': [1]}"),
          Request.of(
              "POST",
              A + "/points/payload",
              "{'payload': {'o': {'p': 1}}, 'filter': {'must': [{'has_id': [1, 2]}]}}"),
          Request.of(
              "POST",
              A + "/points/payload",
              "{'payload': {'p': null, 'r': [1]}, 'points': [1, 2], 'key': 'o.l[].x[0]'}"),
          Request.of("PUT", A + "/points/payload", "{'payload': {'n': 9}, 'points': [1]}"),
          Request.of(
              "PUT",
              A + "/points/payload",
              "{'payload': {'n': null}, 'points': [1, 2], 'key': 'o.l[].x'}"),
          Request.of(
              "POST", A + "/points/payload/delete", "{'keys': ['o.p', 'l[].a'], 'points': [1]}"),
          Request.of(
              "POST",
              A + "/points/payload/clear?wait=true",
              "{'filter': {'must': [{'key': 's', 'match': {'text': 'x'}}]}}"),
          Request.of(
              "PUT",
              A + "/points/vectors",
              "{'points': [{'id': 1, 'vector': [4, 3, 2, 1]}],"
                  + " 'update_filter': {'must': [{'has_vector': ''}]}}"),
          Request.of(
              "POST",
              A + "/points/vectors/delete",
              "{'filter': {'must_not': [{'has_vector': ''}]}, 'vector': ['']}"),
          Request.of(
              "PUT",
              "/collections/fuzz-new",
              "{'vectors': {'a': {'size': 2, 'distance': 'Manhattan'},"
                  + " 'b': {'size': 3, 'distance': 'Dot', 'on_disk': true}}}"),
          Request.of(
              "PUT",
              V + "/points?wait=true",
              "{'points': [{'id': 1, 'vector': {'a': [1, 2], 'b': [1, 2, 3]}},"
                  + " {'id': 2, 'vector': {'a': [2, 1]}}, {'id': 3, 'vector': {}}]}"),
          Request.of(
              "PUT",
              V + "/points?wait=true",
              "{'batch': {'ids': [4, 5], 'vectors': {'b': [[1, 2, 3], [3, 2, 1]]}}}"),
          Request.of(
              "POST",
              V + "/points/query",
              "{'query': [1, 1], 'using': 'a', 'with_vector': ['a', 'b'],"
                  + " 'filter': {'must': [{'has_vector': 'b'}]}}"),
          Request.of(
              "POST",
              V + "/points/search",
              "{'vector': {'name': 'b', 'vector': [1, 1, 1]}, 'limit': 3}"),
          Request.of(
              "POST",
              V + "/points/vectors/delete",
              "{'points': [1], 'vector': ['a', 'b']}"),
          Request.of(
              "PUT",
              A + "/points?wait=true",
              "{'points': [{'id': 9, 'vector': [1, 2, 3, 4]}], 'update_mode': 'update_only',"
                  + " 'update_filter': {'must': [{'key': 'n', 'values_count': {'gte': 1}}]}}"),
          Request.of(
              "POST",
              A + "/points/batch?wait=true",
              "{'operations': [{'upsert': {'points': [{'id': 8, 'vector': [1, 2, 3, 4]}]}},"
                  + " {'set_payload': {'payload': {'n': 1}, 'points': [8]}},"
                  + " {'overwrite_payload': {'payload': {'n': 2}, 'points': [8]}},"
                  + " {'delete_payload': {'keys': ['n'], 'points': [8]}},"
                  + " {'clear_payload': {'points': [8]}},"
                  + " {'update_vectors': {'points': [{'id': 8, 'vector': [4, 3, 2, 1]}]}},"
                  + " {'delete_vectors': {'points': [8], 'vector': ['']}},"
                  + " {'delete': {'points': [8]}}]}"),
          Request.of(
              "POST",
              A + "/points/count",
              "{'filter': {'must': [{'key': 'l', 'values_count': {'gt': 1, 'lte': 5}},"
                  + " {'key': 's', 'match': {'text_any': 'x y'}},"
                  + " {'nested': {'key': 'o[]', 'filter': {'must': [{'key': 'p',"
                  + " 'match': {'phrase': 'x'}}]}}}],"
                  + " 'should': [{'key': 'd', 'range': {'gte': '2024-02-29T12:30:00.5+01:00'}},"
                  + " {'key': 'g', 'geo_radius': {'center': {'lon': 13.4, 'lat': 52.5},"
                  + " 'radius': 1000.5}}, {'key': 'g', 'geo_bounding_box': {'top_left':"
                  + " {'lon': 13, 'lat': 53}, 'bottom_right': {'lon': 14, 'lat': 52}}},"
                  + " {'key': 'g', 'geo_polygon': {'exterior': {'points': [{'lon': 0, 'lat': 0},"
                  + " {'lon': 1, 'lat': 0}, {'lon': 1, 'lat': 1}, {'lon': 0, 'lat': 0}]},"
                  + " 'interiors': []}}, {'key': 's', 'match': {'prefix': 'x'}}]}}"),
          Request.of("POST", A + "/points/count", "{'exact': true}"),
          Request.of(
              "POST",
              A + "/points/count",
              "{'filter': {'must_not': [{'is_empty': {'key': 'n'}}, {'is_null': {'key': 'l[]'}}]}}"),
          Request.of(
              "POST",
              A + "/points/scroll",
              "{'limit': 5, 'offset': 2, 'with_payload': true, 'with_vector': true,"
                  + " 'filter': {'should': [{'key': 's', 'match': {'any': ['x', 'y']}},"
                  + " {'key': 'n', 'match': {'except': [1, 2]}}]}}"),
          Request.of(
              "POST",
              A + "/points/query?explain=true",
              "{'query': [1, 2, 3, 4], 'limit': 3, 'offset': 1, 'with_payload': true,"
                  + " 'score_threshold': 0.1, 'params': {'hnsw_ef': 32, 'exact': false,"
                  + " 'indexed_only': true, 'quantization': {'ignore': true, 'rescore': false,"
                  + " 'oversampling': 1.5}, 'acorn': {'enable': true, 'max_selectivity': 0.4}},"
                  + " 'filter': {'must': [{'key': 'n', 'match': {'value': 1}},"
                  + " {'min_should': {'conditions': [{'has_id': [1]}], 'min_count': 1}}]}}"),
          Request.of("POST", A + "/points/query", "{'query': 1, 'with_vector': true}"),
          Request.of("POST", A + "/points/query", "{'query': {'nearest': [4, 3, 2, 1]}}"),
          Request.of(
              "POST",
              A + "/points/query?explain=true",
              "{'query': {'rrf': {'k': 3, 'weights': [1, 0.5]}}, 'limit': 4, 'prefetch':"
                  + " [{'query': {'recommend': {'positive': [1], 'negative': [[1, 2, 3, 4]],"
                  + " 'strategy': 'best_score'}}, 'limit': 5}, {'query': {'fusion': 'dbsf'},"
                  + " 'prefetch': {'query': 1, 'score_threshold': 0.1}}]}"),
          Request.of(
              "POST",
              A + "/points/query",
              "{'prefetch': {'query': {'nearest': [1, 2, 3, 4], 'mmr': {'diversity': 0.4,"
                  + " 'candidates_limit': 9}}, 'lookup_from': {'collection': 'fuzz-a'}},"
                  + " 'query': {'formula': {'sum': ['$score', {'mult': [2, {'key': 's', 'match':"
                  + " {'value': 'x'}}]}, {'exp_decay': {'x': 'n', 'scale': 5}}, {'div': {'left':"
                  + " 1, 'right': {'neg': 'n'}, 'by_zero_default': 0}}]},"
                  + " 'defaults': {'n': 1}}}"),
          Request.of(
              "POST",
              A + "/points/query/batch",
              "{'searches': [{'query': {'sample': 'random'}}, {'query': {'context':"
                  + " [{'positive': 1, 'negative': [4, 3, 2, 1]}]}, 'using': ''}]}"),
          Request.of(
              "POST",
              A + "/points/query",
              "{'query': {'relevance_feedback': {'target': [1, 2, 3, 4], 'feedback':"
                  + " [{'example': 1, 'score': 0.9}, {'example': [4, 3, 2, 1], 'score': 0.2}],"
                  + " 'strategy': {'naive': {'a': 0.5, 'b': 1.5, 'c': 2}}}}, 'limit': 4}"),
          Request.of(
              "POST",
              A + "/points/query/groups",
              "{'query': [1, 2, 3, 4], 'group_by': 's', 'group_size': 2, 'limit': 3,"
                  + " 'with_lookup': {'collection': 'fuzz-a', 'with_payload': ['s']}}"),
          Request.of(
              "POST",
              A + "/points/recommend/batch",
              "{'searches': [{'positive': [1], 'negative': [], 'limit': 2}]}"),
          Request.of(
              "POST",
              A + "/points/discover",
              "{'target': 1, 'context': [{'positive': 1, 'negative': [1, 1, 1, 1]}], 'limit': 2}"),
          Request.of("POST", A + "/points/search/matrix/pairs", "{'sample': 4, 'limit': 2}"),
          Request.of(
              "POST",
              A + "/points/search",
              "{'vector': [1, 2, 3, 4], 'limit': 2, 'filter': {'must': [{'should':"
                  + " [{'key': 'o.p.q', 'range': {'gt': 1}}]}]}}"));

  private Templates() {}
}
