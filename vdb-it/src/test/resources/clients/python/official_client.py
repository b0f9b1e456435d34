"""Uses a server through the official Python client; exits with 0 if all is well.

Takes the REST address, and the gRPC port when gRPC is to be used.
"""

import hashlib
import io
import sys
import urllib.request
import uuid

import grpc
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

OVER_GRPC = len(sys.argv) > 2
client = QdrantClient(
    url=sys.argv[1],
    grpc_port=int(sys.argv[2]) if OVER_GRPC else 6334,
    prefer_grpc=OVER_GRPC,
    timeout=60,  # what a server answers at once may take a busy machine longer than the usual 5
)
NAME = "python-grpc" if OVER_GRPC else "python-rest"
NAMED = str(uuid.UUID("550e8400-e29b-41d4-a716-446655440000"))


def check(actual, expected, what):
    if actual != expected:
        sys.exit(f"{what}: expected {expected!r}, found {actual!r}")


def ids(points):
    return [point.id for point in points]


def matching(key, value):
    return models.Filter(
        must=[models.FieldCondition(key=key, match=models.MatchValue(value=value))]
    )


# Collections.
check(client.collection_exists(NAME), False, "exists before")
check(
    client.create_collection(
        NAME,
        vectors_config=models.VectorParams(size=4, distance=models.Distance.EUCLID),
        hnsw_config=models.HnswConfigDiff(m=16, ef_construct=64),
    ),
    True,
    "create_collection",
)
check(client.collection_exists(NAME), True, "exists after")
check(NAME in [c.name for c in client.get_collections().collections], True, "get_collections")

# Points, as a list and through the uploader.
points = [
    models.PointStruct(
        id=i, vector=[float(i), 0.0, 0.0, 1.0], payload={"parity": i % 2, "name": f"p{i}"}
    )
    for i in range(1, 11)
]
result = client.upsert(NAME, points=points, wait=True)
check(result.status, models.UpdateStatus.COMPLETED, "upsert")
client.upsert(NAME, points=[models.PointStruct(id=NAMED, vector=[50.0, 0, 0, 1.0])], wait=True)
client.upload_points(
    NAME,
    points=[models.PointStruct(id=100 + i, vector=[100.0 + i, 0, 0, 1.0]) for i in range(50)],
    batch_size=7,
    wait=True,
)
client.upsert(
    NAME,
    points=models.Batch(ids=[200], vectors=[[200.0, 0, 0, 1.0]], payloads=[{"parity": 9}]),
    wait=True,
)

info = client.get_collection(NAME)
check(info.points_count, 62, "points_count")
check(info.config.params.vectors.size, 4, "config size")
check(info.config.params.vectors.distance, models.Distance.EUCLID, "config distance")
check(info.config.hnsw_config.ef_construct, 64, "config ef_construct")
check(str(info.status.value), "green", "status")

# Retrieval.
found = client.retrieve(NAME, ids=[3, NAMED, 9999], with_vectors=True)
check(sorted(map(str, ids(found))), sorted(["3", NAMED]), "retrieve")
three = next(point for point in found if point.id == 3)
check(three.vector, [3.0, 0.0, 0.0, 1.0], "vector")
check(three.payload, {"parity": 1, "name": "p3"}, "payload")

# Searches.
near = client.query_points(NAME, query=[4.1, 0, 0, 1.0], limit=3).points
check(ids(near), [4, 5, 3], "query by vector")
check(abs(near[0].score - 0.1) < 1e-5, True, f"score {near[0].score}")
check(ids(client.query_points(NAME, query=4, limit=2).points) in ([3, 5], [5, 3]), True, "by id")
check(
    ids(
        client.query_points(
            NAME,
            query=[4.1, 0, 0, 1.0],
            query_filter=matching("parity", 1),
            limit=2,
            with_payload=True,
            search_params=models.SearchParams(hnsw_ef=64),
        ).points
    ),
    [5, 3],
    "query with filter",
)
check(
    ids(client.query_points(NAME, query=[1.0, 0, 0, 1.0], score_threshold=2.5, limit=50).points),
    [1, 2, 3],
    "query with threshold",
)
check(
    ids(
        client.query_points(
            NAME,
            query=[1.0, 0, 0, 1.0],
            limit=2,
            offset=1,
            search_params=models.SearchParams(exact=True),
        ).points
    ),
    [2, 3],
    "query with offset",
)

# Queries of other kinds.
def query(**arguments):
    return client.query_points(NAME, **arguments).points


around = [
    models.Prefetch(query=[4.1, 0, 0, 1.0], limit=3),
    models.Prefetch(query=[6.1, 0, 0, 1.0], limit=3),
]
fused = query(prefetch=around, query=models.FusionQuery(fusion=models.Fusion.RRF))
check(ids(fused), [5, 4, 6, 7, 3], "fusion")
check(abs(fused[0].score - (1 / 3 + 1 / 4)) < 1e-6, True, f"score of fusion {fused[0].score}")
weighted = models.RrfQuery(rrf=models.Rrf(k=60, weights=[0.0, 1.0]))
check(ids(query(prefetch=around, query=weighted, limit=3)), [6, 7, 5], "weights")
check(
    ids(
        query(
            query=models.RecommendQuery(
                recommend=models.RecommendInput(positive=[4], negative=[109])
            ),
            limit=3,
        )
    ),
    [1, 2, 3],
    "recommend",
)
check(
    ids(
        query(
            query=models.DiscoverQuery(
                discover=models.DiscoverInput(
                    target=10, context=[models.ContextPair(positive=1, negative=109)]
                )
            ),
            limit=2,
        )
    ),
    [9, 8],
    "discover",
)
check(
    ids(
        query(
            prefetch=around[0],
            query=models.FormulaQuery(
                formula=models.SumExpression(sum=["$score", matching("parity", 1).must[0]])
            ),
        )
    ),
    [3, 5, 4],
    "formula",
)
check(
    ids(
        query(
            query=models.NearestQuery(
                nearest=[4.1, 0, 0, 1.0], mmr=models.Mmr(diversity=0.0, candidates_limit=10)
            ),
            limit=3,
        )
    ),
    [4, 5, 3],
    "mmr",
)
check(len(query(query=models.SampleQuery(sample=models.Sample.RANDOM), limit=7)), 7, "sample")
check(ids(query(limit=3)), [1, 2, 3], "query without a query")
batch = client.query_batch_points(
    NAME, requests=[models.QueryRequest(query=[4.1, 0, 0, 1.0], limit=2), models.QueryRequest()]
)
check([ids(one.points) for one in batch][0], [4, 5], "batch")
groups = client.query_points_groups(
    NAME, group_by="parity", query=[4.1, 0, 0, 1.0], limit=2, group_size=2
).groups
check([(group.id, ids(group.hits)) for group in groups], [(0, [4, 6]), (1, [5, 3])], "groups")
check(len(client.search_matrix_pairs(NAME, sample=5, limit=2).pairs), 10, "pairs of a matrix")
offsets = client.search_matrix_offsets(NAME, sample=5, limit=2)
check((len(offsets.ids), len(offsets.scores)), (5, 10), "offsets of a matrix")

# Scrolling and counting.
seen, offset = [], None
while True:
    page, offset = client.scroll(NAME, limit=20, offset=offset, with_payload=False)
    seen += ids(page)
    if offset is None:
        break
check(len(seen), 62, "scroll")
check(len(set(seen)), 62, "scroll without doubles")
check(seen[0], 1, "scroll order")
check(seen[-1], NAMED, "scroll order of UUIDs")
check(client.count(NAME, exact=True).count, 62, "count")
check(client.count(NAME, count_filter=matching("parity", 0)).count, 5, "count with filter")

# The order of a field, and counts by its values.
client.create_payload_index(NAME, "parity", "integer", wait=True)
ordered, _ = client.scroll(
    NAME, limit=3, order_by=models.OrderBy(key="parity", direction="desc", start_from=1)
)
check(len(ordered), 3, "scroll with an order")
check([point.payload["parity"] for point in ordered], [1, 1, 1], "order of a field")
facet = {hit.value: hit.count for hit in client.facet(NAME, key="parity", exact=True).hits}
check(facet[0], 5, "facet")
client.delete_payload_index(NAME, "parity", wait=True)

# Payload.
client.set_payload(NAME, payload={"colour": "red"}, points=[1, 2], wait=True)
client.set_payload(NAME, payload={"odd": True}, points=matching("parity", 1), wait=True)
check(
    client.retrieve(NAME, ids=[1])[0].payload,
    {"parity": 1, "name": "p1", "colour": "red", "odd": True},
    "set_payload",
)

# Payload indexes: one of each type, then what an index of texts changes.
client.set_payload(
    NAME,
    payload={
        "keyword": "x",
        "integer": 5,
        "float": 1.5,
        "bool": True,
        "geo": {"lon": 13.4, "lat": 52.5},
        "datetime": "2024-02-29T12:30:00Z",
        "uuid": NAMED,
        "text": "The quick, brown Fox",
    },
    points=[3],
    wait=True,
)
TYPES = {
    "keyword": models.KeywordIndexParams(type="keyword", is_tenant=True),
    "integer": models.IntegerIndexParams(type="integer", lookup=True, range=False),
    "float": models.FloatIndexParams(type="float", is_principal=True),
    "bool": models.BoolIndexParams(type="bool", on_disk=True),
    "geo": models.GeoIndexParams(type="geo", on_disk=False),
    "datetime": models.DatetimeIndexParams(type="datetime", is_principal=False),
    "uuid": models.UuidIndexParams(type="uuid", is_tenant=False),
    "text": models.TextIndexParams(
        type="text",
        tokenizer=models.TokenizerType.PREFIX,
        min_token_len=2,
        lowercase=True,
        phrase_matching=True,
        stopwords=models.StopwordsSet(custom=["the"]),
    ),
}


def schema():
    return client.get_collection(NAME).payload_schema


def with_text(match):
    condition = models.FieldCondition(key="text", match=match)
    return client.count(NAME, count_filter=models.Filter(must=[condition])).count


check(schema(), {}, "schema before")
check(with_text(models.MatchText(text="fox qui")), 0, "words without an index")
check(with_text(models.MatchText(text="ick, bro")), 1, "a part without an index")
for name, params in TYPES.items():
    plain = client.create_payload_index(NAME, name, field_schema=name, wait=True)
    check(plain.status, models.UpdateStatus.COMPLETED, f"create_payload_index {name}")
    check(schema()[name].params, None, f"params of {name} without any")
    client.create_payload_index(NAME, name, field_schema=params, wait=True)
    shown = schema()[name]
    check(str(shown.data_type.value), name, f"type of {name}")
    check(shown.points, 1, f"points of {name}")
    found = shown.params.model_dump(exclude_none=True)
    found.get("stopwords", {}).pop("languages", None)  # over gRPC the client adds none of them
    check(found, params.model_dump(exclude_none=True), f"params of {name}")
check(set(schema()), set(TYPES), "schema")
check(with_text(models.MatchText(text="FOX qui")), 1, "words with an index")
check(with_text(models.MatchText(text="ick, bro")), 0, "a part with an index")
check(with_text(models.MatchTextAny(text_any="cat fo")), 1, "any word with an index")
check(with_text(models.MatchPhrase(phrase="Quick brown")), 1, "a phrase with an index")
check(with_text(models.MatchPhrase(phrase="brown quick")), 0, "another order with an index")
for name in TYPES:
    client.delete_payload_index(NAME, name, wait=True)
check(schema(), {}, "schema after")
check(with_text(models.MatchText(text="fox qui")), 0, "words without the index")

# Sparse vectors, alone and merged with dense ones.
HYBRID = NAME + "-hybrid"
client.create_collection(
    HYBRID,
    vectors_config={"dense": models.VectorParams(size=2, distance=models.Distance.DOT)},
    sparse_vectors_config={
        "plain": models.SparseVectorParams(index=models.SparseIndexParams(on_disk=True)),
        "rare": models.SparseVectorParams(modifier=models.Modifier.IDF),
    },
)
shown = client.get_collection(HYBRID).config.params.sparse_vectors
check(shown["rare"].modifier, models.Modifier.IDF, "modifier")
check(shown["plain"].index.on_disk, True, "on_disk of a sparse vector")


def sparse(**components):
    pairs = [(int(name[1:]), value) for name, value in components.items()]
    return models.SparseVector(
        indices=[index for index, _ in pairs], values=[value for _, value in pairs]
    )


client.upsert(
    HYBRID,
    points=[
        models.PointStruct(
            id=1,
            vector={
                "dense": [1.0, 0.0],
                "plain": sparse(i4294967295=1.0, i2=-0.5),
                "rare": sparse(i1=1.0, i2=1.0),
            },
        ),
        models.PointStruct(
            id=2, vector={"dense": [0.0, 1.0], "plain": sparse(i2=2.0), "rare": sparse(i1=2.0)}
        ),
        models.PointStruct(id=3, vector={"dense": [1.0, 1.0]}),
    ],
    wait=True,
)
back = client.retrieve(HYBRID, ids=[1], with_vectors=["plain"])[0].vector["plain"]
check((back.indices, back.values), ([2, 4294967295], [-0.5, 1.0]), "sparse vector")
near = client.query_points(HYBRID, query=sparse(i2=2.0, i9=1.0), using="plain").points
check([(point.id, point.score) for point in near], [(2, 4.0), (1, -1.0)], "query by sparse")
near = client.query_points(HYBRID, query=sparse(i1=1.0, i2=1.0), using="rare").points
check(ids(near), [1, 2], "query by rarity")
check(abs(near[0].score - 0.8754687) < 1e-5, True, f"score by rarity {near[0].score}")
check(ids(client.query_points(HYBRID, query=2, using="plain").points), [1], "sparse by id")
merged = client.query_points(
    HYBRID,
    prefetch=[
        models.Prefetch(query=sparse(i2=1.0), using="plain"),
        models.Prefetch(query=[0.0, 1.0], using="dense"),
    ],
    query=models.FusionQuery(fusion=models.Fusion.RRF),
).points
check(merged[0].id, 2, "hybrid search")
check(sorted(ids(merged)), [1, 2, 3], "points of a hybrid search")
client.delete_vectors(HYBRID, vectors=["plain"], points=[2], wait=True)
with_plain = models.Filter(must=[models.HasVectorCondition(has_vector="plain")])
check(client.count(HYBRID, count_filter=with_plain).count, 1, "has_vector of a sparse one")
client.delete_collection(HYBRID)

# Deletion.
client.delete(NAME, points_selector=[1, NAMED], wait=True)
client.delete(
    NAME, points_selector=models.FilterSelector(filter=matching("parity", 0)), wait=True
)
check(client.count(NAME).count, 55, "count after deletion")
check(client.retrieve(NAME, ids=[1, 2]), [], "retrieve after deletion")

# Aliases.
ALIAS = NAME + "-alias"


def create_alias(alias):
    return models.CreateAliasOperation(
        create_alias=models.CreateAlias(collection_name=NAME, alias_name=alias)
    )


check(
    client.update_collection_aliases(
        change_aliases_operations=[
            create_alias(ALIAS),
            create_alias(ALIAS + "-2"),
            models.RenameAliasOperation(
                rename_alias=models.RenameAlias(
                    old_alias_name=ALIAS + "-2", new_alias_name=ALIAS + "-3"
                )
            ),
        ]
    ),
    True,
    "update_collection_aliases",
)
check(
    sorted(alias.alias_name for alias in client.get_collection_aliases(NAME).aliases),
    [ALIAS, ALIAS + "-3"],
    "get_collection_aliases",
)
check(
    (ALIAS, NAME)
    in [(alias.alias_name, alias.collection_name) for alias in client.get_aliases().aliases],
    True,
    "get_aliases",
)
check(client.count(ALIAS).count, 55, "count by an alias")
check(
    client.update_collection_aliases(
        change_aliases_operations=[
            models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))
            for alias in (ALIAS, ALIAS + "-3")
        ]
    ),
    True,
    "deletion of aliases",
)
check(client.collection_exists(ALIAS), False, "exists after the deletion of an alias")

# Snapshots: taken, downloaded, restored from an address and from an upload, of all collections.
REST = sys.argv[1].rstrip("/")
taken = client.create_snapshot(NAME, wait=True)
check(taken.name in [s.name for s in client.list_snapshots(NAME)], True, "list_snapshots")
address = f"{REST}/collections/{NAME}/snapshots/{taken.name}"
with urllib.request.urlopen(address) as download:
    content = download.read()
check(len(content), taken.size, "size of a snapshot")
checksum = hashlib.sha256(content).hexdigest()
if not OVER_GRPC:  # over gRPC the client passes over what the server says
    check(taken.checksum, checksum, "checksum of a snapshot")
client.delete(NAME, points_selector=[3], wait=True)
check(client.count(NAME).count, 54, "count before recovery")
check(
    client.recover_snapshot(
        NAME,
        location=address,
        checksum=checksum,
        priority=models.SnapshotPriority.SNAPSHOT,
        wait=True,
    ),
    True,
    "recover_snapshot",
)
check(client.count(NAME).count, 55, "count after recovery")
check(
    client.http.snapshots_api.recover_from_uploaded_snapshot(
        collection_name=NAME + "-copy",
        wait=True,
        checksum=checksum,
        snapshot=io.BytesIO(content),
    ).result,
    True,
    "recover_from_uploaded_snapshot",
)
check(client.count(NAME + "-copy").count, 55, "count of an uploaded snapshot")
check(client.delete_collection(NAME + "-copy"), True, "deletion of the copy")
check(client.delete_snapshot(NAME, taken.name, wait=True), True, "delete_snapshot")
check(client.list_snapshots(NAME), [], "list_snapshots after deletion")
full = client.create_full_snapshot(wait=True)
check(full.name in [s.name for s in client.list_full_snapshots()], True, "list_full_snapshots")
check(client.delete_full_snapshot(full.name, wait=True), True, "delete_full_snapshot")
check(full.name in [s.name for s in client.list_full_snapshots()], False, "full, deleted")


# Errors.
def refused(call, status, code, what):
    try:
        call()
        sys.exit(f"{what} was accepted")
    except UnexpectedResponse as e:
        check((OVER_GRPC, e.status_code), (False, status), f"status of {what}")
    except grpc.RpcError as e:
        check((OVER_GRPC, e.code()), (True, code), f"code of {what}")


refused(
    lambda: client.query_points(NAME, query=[1.0], limit=1),
    400,
    grpc.StatusCode.INVALID_ARGUMENT,
    "a wrong dimension",
)
refused(
    lambda: client.get_collection("absent"),
    404,
    grpc.StatusCode.NOT_FOUND,
    "an absent collection",
)
refused(
    lambda: client.create_collection(
        NAME, vectors_config=models.VectorParams(size=4, distance=models.Distance.DOT)
    ),
    409,
    grpc.StatusCode.ALREADY_EXISTS,
    "a second collection of the same name",
)
refused(
    lambda: client.query_points(NAME, prefetch=models.Prefetch(query=[1.0, 0, 0, 1.0])),
    400,
    grpc.StatusCode.INVALID_ARGUMENT,
    "a prefetch without a query",
)

check(client.delete_collection(NAME), True, "delete_collection")
check(client.collection_exists(NAME), False, "exists at the end")
print("all is well")
