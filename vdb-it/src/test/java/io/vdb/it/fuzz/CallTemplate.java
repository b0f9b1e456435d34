package io.vdb.it.fuzz;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * A call to begin with.
 *
 * @param rpc the method
 * @param message what it is sent
 * @param answer how it ends as it is
 */
record CallTemplate(Rpc rpc, Message message, Status.Code answer) {

  private static final String A = "collection_name: 'fuzz-a' ";
  private static final String V = "collection_name: 'fuzz-v' ";
  private static final String VECTOR =
      "vectors { vector { dense { data: [1, -2, 0.5, 4] } } } ";
  private static final String ONE = "points { ids { num: 1 } } ";
  private static final String FILTER =
      "filter { must { field { key: 'l' values_count { gt: 1 lte: 5 } } }"
          + " must { field { key: 's' match { text_any: 'x y' } } }"
          + " must { field { key: 'n' range { gte: 1 lt: 4.5 } } }"
          + " must { nested { key: 'o[]' filter { must { field { key: 'p'"
          + " match { phrase: 'x' } } } } } }"
          + " must_not { is_empty { key: 'n' } } must_not { is_null { key: 'l[]' } }"
          + " should { field { key: 'd' datetime_range { gte { seconds: 1700000000 } } } }"
          + " should { field { key: 'g' geo_radius { center { lon: 13.4 lat: 52.5 }"
          + " radius: 1000.5 } } }"
          + " should { field { key: 'g' geo_bounding_box { top_left { lon: 13 lat: 53 }"
          + " bottom_right { lon: 14 lat: 52 } } } }"
          + " should { field { key: 'g' geo_polygon { exterior { points { lon: 0 lat: 0 }"
          + " points { lon: 1 lat: 0 } points { lon: 1 lat: 1 } points { lon: 0 lat: 0 } } } } }"
          + " should { has_id { has_id { num: 1 } has_id {"
          + " uuid: '550e8400-e29b-41d4-a716-446655440000' } } }"
          + " should { has_vector { has_vector: '' } }"
          + " should { filter { should { field { key: 's' match { keywords { strings: 'x' } } } }"
          + " should { field { key: 'n' match { except_integers { integers: [1, 2] } } } } } }"
          + " min_should { conditions { field { key: 'n' match { integer: 1 } } } min_count: 1 } } ";
  private static final String PAYLOAD =
      "payload { key: 'n' value { integer_value: 1 } }"
          + " payload { key: 'o' value { struct_value { fields { key: 'p' value { list_value {"
          + " values { double_value: 0.5 } values { null_value: NULL_VALUE }"
          + " values { string_value: 'x' } values { bool_value: true } } } } } } } ";

  /** At least one call of each method, served or not; those of served methods succeed if any can. */
  static final List<CallTemplate> ALL = all();

  private static List<CallTemplate> all() {
    List<CallTemplate> all = new ArrayList<>();
    collections(all);
    points(all);
    reads(all);
    snapshots(all);
    all.add(of("qdrant.Qdrant/HealthCheck", ""));
    all.add(of("grpc.health.v1.Health/Check", ""));
    all.addAll(List.copyOf(all)); // they are tried more often than methods that are refused as such
    for (Rpc rpc : Rpc.ALL) {
      if (all.stream().noneMatch(template -> template.rpc.equals(rpc))) {
        all.add(new CallTemplate(rpc, rpc.empty(), Status.Code.UNIMPLEMENTED));
      }
    }
    return List.copyOf(all);
  }

  private static void collections(List<CallTemplate> all) {
    String service = "qdrant.Collections/";
    all.add(
        of(
            service + "Create",
            "collection_name: 'fuzz-new' vectors_config { params { size: 4 distance: Cosine"
                + " on_disk: true } } hnsw_config { m: 16 ef_construct: 100"
                + " full_scan_threshold: 10000 } optimizers_config { default_segment_number: 2 }"
                + " wal_config { wal_capacity_mb: 32 } on_disk_payload: true shard_number: 1"
                + " timeout: 10"));
    all.add(
        of(
            service + "Create",
            "collection_name: 'fuzz-new' vectors_config { params_map {"
                + " map { key: 'a' value { size: 4 distance: Dot } }"
                + " map { key: '' value { size: 2 distance: Manhattan } } } }"));
    all.add(
        of(
            service + "Update",
            A + "hnsw_config { m: 8 } optimizers_config { indexing_threshold: 1000 }"
                + " params { on_disk_payload: true } vectors_config { params { on_disk: true } }"
                + " quantization_config { scalar { type: Int8 } }"
                + " metadata { key: 'k' value { integer_value: 1 } } timeout: 10"));
    all.add(
        of(
            service + "Update",
            "collection_name: 'fuzz-v' sparse_vectors_config { map { key: 's' value {"
                + " modifier: Idf index { full_scan_threshold: 9 on_disk: true } } } }"));
    all.add(of(service + "Delete", "collection_name: 'fuzz-b'"));
    all.add(of(service + "CollectionClusterInfo", A));
    all.add(of(service + "Get", A));
    all.add(of(service + "List", ""));
    all.add(of(service + "CollectionExists", A));
    all.add(
        of(
            service + "UpdateAliases",
            "actions { create_alias { alias_name: 'fuzz-n' collection_name: 'fuzz-a' } }"
                + " actions { rename_alias { old_alias_name: 'fuzz-l' new_alias_name: 'fuzz-k' } }"
                + " actions { delete_alias { alias_name: 'fuzz-m' } } timeout: 10"));
    all.add(of(service + "ListAliases", ""));
    all.add(of(service + "ListCollectionAliases", A));
  }

  private static void snapshots(List<CallTemplate> all) {
    String service = "qdrant.Snapshots/";
    all.add(of(service + "Create", A));
    all.add(of(service + "List", A));
    all.add(of(service + "Delete", A + "snapshot_name: 'absent'", Status.Code.NOT_FOUND));
    all.add(of(service + "CreateFull", ""));
    all.add(of(service + "ListFull", ""));
    all.add(of(service + "DeleteFull", "snapshot_name: 'absent'", Status.Code.NOT_FOUND));
  }

  private static void points(List<CallTemplate> all) {
    String service = "qdrant.Points/";
    String point = "points { id { num: 3 } " + VECTOR + PAYLOAD + "} ";
    String selected = "points_selector { points { ids { num: 1 } ids { num: 2 } } } ";
    all.add(of(service + "Upsert", A + "wait: true ordering { type: Weak } " + point));
    all.add(
        of(
            service + "Upsert",
            A + point + "update_mode: UpdateOnly update_" + FILTER));
    all.add(of(service + "Delete", A + "wait: true points { " + ONE + "}"));
    all.add(of(service + "Delete", A + "points { " + FILTER + "}"));
    all.add(of(service + "SetPayload", A + "key: 'o.l[].x[0]' " + selected + PAYLOAD));
    all.add(of(service + "OverwritePayload", A + "wait: true " + selected + PAYLOAD));
    all.add(of(service + "OverwritePayload", A + "key: 'o.l[].x' " + selected + PAYLOAD));
    all.add(of(service + "DeletePayload", A + "keys: ['o.p', 'l[].a'] " + selected));
    all.add(of(service + "ClearPayload", A + "points { " + FILTER + "}"));
    all.add(
        of(service + "UpdateVectors", A + "wait: true points { id { num: 1 } " + VECTOR + "}"));
    all.add(
        of(
            service + "Upsert",
            V + "points { id { num: 2 } vectors { vectors {"
                + " vectors { key: 'a' value { dense { data: [1, 2] } } }"
                + " vectors { key: 'b' value { data: [0.5, -1, 2] } } } } }"));
    all.add(
        of(
            service + "Query",
            V + "query { nearest { sparse { values: [1, -2] indices: [3, 9] } } } using: 's'"));
    all.add(of(service + "DeleteVectors", V + selected + "vectors { names: 'b' }"));
    all.add(
        of(
            service + "UpdateBatch",
            A + "wait: true operations { upsert { points { id { num: 8 } " + VECTOR + "} } }"
                + " operations { set_payload { " + PAYLOAD + selected + "} }"
                + " operations { overwrite_payload { " + PAYLOAD + selected + "} }"
                + " operations { delete_payload { keys: 'n' " + selected + "} }"
                + " operations { clear_payload { points { " + ONE + "} } }"
                + " operations { update_vectors { points { id { num: 8 } " + VECTOR + "} } }"
                + " operations { delete_points { points { points { ids { num: 8 } } } } }"));
    all.add(
        of(
            service + "CreateFieldIndex",
            A + "wait: true field_name: 'o.l[].x' field_type: FieldTypeText field_index_params {"
                + " text_index_params { tokenizer: Prefix min_token_len: 2 lowercase: true"
                + " stopwords { custom: 'a' } } }"));
    all.add(
        of(
            service + "CreateVectorName",
            A + "wait: true vector_name: 'later' dense_config { size: 3 distance: Dot"
                + " multivector_config { comparator: MaxSim } datatype: Float16 }"));
    all.add(of(service + "DeleteVectorName", A + "wait: true vector_name: 'later'"));
    all.add(of(service + "DeleteFieldIndex", A + "wait: true field_name: 'o.l[].x'"));
  }

  private static void reads(List<CallTemplate> all) {
    String service = "qdrant.Points/";
    String query =
        A + "query { nearest { dense { data: [1, 2, 3, 4] } } } limit: 3 offset: 1"
            + " score_threshold: 0.1 params { hnsw_ef: 32 exact: false indexed_only: true"
            + " quantization { ignore: true rescore: false oversampling: 1.5 }"
            + " acorn { enable: true max_selectivity: 0.4 } }"
            + " with_payload { include { fields: ['n', 'o.p'] } } with_vectors { enable: true } "
            + FILTER;
    String search = A + "vector: [1, 2, 3, 4] limit: 2 with_payload { enable: true } " + FILTER;
    all.add(
        of(
            service + "Get",
            A + "ids { num: 1 } ids { num: 99 } with_payload { exclude { fields: 's' } }"
                + " with_vectors { enable: true } read_consistency { type: Majority }"));
    all.add(of(service + "Count", A + "exact: true " + FILTER));
    all.add(
        of(
            service + "Scroll",
            A + "limit: 5 offset { num: 2 } with_payload { enable: true } " + FILTER));
    all.add(of(service + "Query", query + " timeout: 30"));
    all.add(
        of(
            service + "Query",
            V + "query { nearest { dense { data: [1, 2, 3] } } } using: 'b'"
                + " with_vectors { include { names: 'a' } }"
                + " filter { must { has_vector { has_vector: 'b' } } }"));
    all.add(of(service + "Facet", A + "key: 'n' limit: 5 exact: true " + FILTER));
    all.add(
        of(
            service + "Scroll",
            A + "limit: 5 order_by { key: 'n' direction: Desc start_from { integer: 2 } }"));
    all.add(of(service + "Query", A + "query { nearest { id { num: 1 } } }"));
    all.add(
        of(
            service + "Query",
            A + "query { relevance_feedback { target { dense { data: [1, 2, 3, 4] } }"
                + " feedback { example { id { num: 1 } } score: 0.9 }"
                + " feedback { example { dense { data: [4, 3, 2, 1] } } score: 0.2 }"
                + " strategy { naive { a: 0.5 b: 1.5 c: 2 } } } }"));
    all.add(
        of(
            service + "QueryBatch",
            A + "query_points { " + query + "} query_points { " + query + "}"));
    all.add(
        of(
            service + "QueryGroups",
            A + "query { nearest { dense { data: [1, 2, 3, 4] } } } group_by: 's' group_size: 2"
                + " limit: 3 with_lookup { collection: 'fuzz-a' }"));
    all.add(of(service + "SearchGroups", search + "group_by: 'n' group_size: 1"));
    String recommend =
        A + "positive { num: 1 } negative { num: 2 } strategy: BestScore limit: 2 " + FILTER;
    all.add(of(service + "Recommend", recommend));
    all.add(
        of(service + "RecommendBatch", A + "recommend_points { " + recommend + "}"));
    all.add(of(service + "RecommendGroups", recommend + "group_by: 'n' group_size: 1"));
    String discover =
        A + "target { single { id { num: 1 } } } context { positive { id { num: 2 } }"
            + " negative { vector { data: [1, 1, 1, 1] } } } limit: 2 ";
    all.add(of(service + "Discover", discover));
    all.add(of(service + "DiscoverBatch", A + "discover_points { " + discover + "}"));
    all.add(of(service + "SearchMatrixPairs", A + "sample: 4 limit: 2 " + FILTER));
    all.add(of(service + "SearchMatrixOffsets", A + "sample: 4 limit: 2"));
    all.add(of(service + "Search", search));
    all.add(
        of(
            service + "SearchBatch",
            A + "search_points { " + search + "} search_points { " + search + "}"));
  }

  /** Tells whether there is such a method. */
  boolean isServed() {
    return answer != Status.Code.UNIMPLEMENTED;
  }

  /** Tells whether nothing can change by it. */
  boolean reads() {
    return rpc.reads() || !isServed();
  }

  private static CallTemplate of(String name, String text) {
    return of(name, text, Status.Code.OK);
  }

  private static CallTemplate of(String name, String text, Status.Code answer) {
    Rpc rpc = Rpc.named(name);
    DynamicMessage.Builder message = DynamicMessage.newBuilder(rpc.request());
    try {
      TextFormat.merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(name + " " + text, e);
    }
    return new CallTemplate(rpc, message.build(), answer);
  }
}
