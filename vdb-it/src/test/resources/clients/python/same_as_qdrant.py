"""Compares a server with Qdrant's own engine: the same random writes and reads on both.

Takes the REST address, the gRPC port, a seed and how many queries to ask. Exits with 0 if all is well;
a difference is printed with the smallest request that still shows it.
"""

import json
import random
import sys

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from qdrant_engine import Engine, plain_id, plain_vector
from random_requests import INDEXES, RandomRequests

EXACT = models.SearchParams(exact=True)
# Below 32 components the engine rounds scores of float16 to float16. At unit length the last bit of a
# float16 depends on how the length was summed up, so that is left out.
SIZES = {models.Datatype.FLOAT32: 3, models.Datatype.FLOAT16: 32, models.Datatype.UINT8: 5}


def configurations():
    vectors = {
        f"{distance.value}-{datatype.value}": models.VectorParams(
            size=size + i, distance=distance, datatype=datatype
        )
        for i, distance in enumerate(models.Distance)
        for datatype, size in SIZES.items()
        if (distance, datatype) != (models.Distance.COSINE, models.Datatype.FLOAT16)
    }
    for distance in models.Distance:
        vectors[f"{distance.value}-rows"] = models.VectorParams(
            size=3,
            distance=distance,
            multivector_config=models.MultiVectorConfig(
                comparator=models.MultiVectorComparator.MAX_SIM
            ),
        )
    sparse = {
        "words": models.SparseVectorParams(),
        "rare-words": models.SparseVectorParams(modifier=models.Modifier.IDF),
    }
    return vectors, sparse


class Comparison:
    """A collection of the server and one of the engine, with the same points."""

    def __init__(self, url, grpc_port, seed):
        self.rest = QdrantClient(url=url, timeout=30)
        self.grpc = QdrantClient(url=url, grpc_port=grpc_port, prefer_grpc=True, timeout=30)
        self.rnd = random.Random(seed)
        self.name = f"same-{seed}"
        vectors, sparse = configurations()
        self.requests = RandomRequests(self.rnd, vectors, sparse)
        self.rest.create_collection(
            self.name, vectors_config=vectors, sparse_vectors_config=sparse
        )
        self.engine = Engine(vectors, sparse)
        # What orders needs its index at once.
        self.create_index("rank")

    def close(self):
        self.engine.close()
        self.rest.delete_collection(self.name)

    def client(self):
        return self.rnd.choice([self.rest, self.grpc])

    # -- writes --

    def create_index(self, field):
        self.rest.create_payload_index(self.name, field, INDEXES[field], wait=True)
        self.engine.create_payload_index(field, INDEXES[field])

    def create_indexes(self):
        for field in INDEXES:
            self.create_index(field)
        self.requests.indexed = True

    def fill(self, count):
        points = {plain_id(p.id): p for p in (self.requests.point() for _ in range(count))}
        points = list(points.values())
        self.client().upsert(self.name, points, wait=True)
        self.engine.upsert(points)

    def change(self):
        """One write of any kind to some of the points."""
        ids = sorted(self.engine.ids(models.Filter(must=[self.requests.has_id()])), key=str)
        client, name = self.client(), self.name
        # Orders are by this field, so no two points get the same. Null takes a field away, but only
        # from points that have a payload.
        payload = self.requests.payload()
        payload = {k: v for k, v in payload.items() if k != "rank" and v is not None}
        if not ids:
            return
        match self.rnd.randrange(8):
            case 0:
                self.fill(5)
            case 1:
                client.delete(name, points_selector=ids, wait=True)
                self.engine.delete(ids)
            case 2:
                names = self.requests.some(self.requests.names, 0.5) or self.requests.names
                vectors = [
                    models.PointVectors(
                        id=i, vector={n: self.requests.vector(n) for n in names}
                    )
                    for i in ids
                ]
                client.update_vectors(name, vectors, wait=True)
                self.engine.update_vectors(vectors)
            case 3:
                names = self.rnd.sample(self.requests.names, 2)
                client.delete_vectors(name, vectors=names, points=ids, wait=True)
                self.engine.delete_vectors(ids, names)
            case 4:
                key = self.rnd.choice([None, "o", "o[].p", "o[0]", "new.one", "t", "new[].one"])
                client.set_payload(name, payload, points=ids, key=key, wait=True)
                self.engine.set_payload(ids, payload, key)
            case 5:
                client.overwrite_payload(name, payload, points=ids, wait=True)
                self.engine.overwrite_payload(ids, payload)
            case 6:
                keys = ["o[].q", "new.one", *self.requests.some(INDEXES, 0.3)]
                client.delete_payload(name, keys=keys, points=ids, wait=True)
                self.engine.delete_payload(ids, keys)
            case _:
                client.clear_payload(name, points_selector=ids[:2], wait=True)
                self.engine.clear_payload(ids[:2])

    # -- comparing --

    def compare_points(self):
        points, _ = self.client().scroll(
            self.name, limit=1_000, with_payload=True, with_vectors=True
        )
        server = {
            plain_id(p.id): (p.payload, {n: plain_vector(v) for n, v in p.vector.items()})
            for p in points
        }
        engine = self.engine.points()
        if server.keys() != engine.keys():
            self.fail("the ids of all points", {}, sorted(engine, key=str), sorted(server, key=str))
        for i, (payload, vectors) in engine.items():
            if server[i][0] != payload:
                self.fail(f"the payload of {i}", {}, payload, server[i][0])
            if server[i][1].keys() != vectors.keys():
                self.fail(f"the vectors of {i}", {}, list(vectors), list(server[i][1]))
            for name, vector in vectors.items():
                if not all_close(vector, server[i][1][name]):
                    self.fail(f"vector {name} of {i}", {}, vector, server[i][1][name])

    def ask(self):
        self.compare_filter()
        self.compare_query()

    def compare_filter(self):
        client, condition = self.client(), self.requests.filter()
        found, _ = client.scroll(self.name, scroll_filter=condition, limit=1_000)
        server = {plain_id(p.id) for p in found}
        engine = self.engine.ids(condition)
        if server != engine:
            self.fail(
                "a filter",
                {"filter": condition},
                f"alone {sorted(engine - server, key=str)}",
                f"alone {sorted(server - engine, key=str)}",
            )
        if client.count(self.name, count_filter=condition).count != len(engine):
            self.fail("a count", {"filter": condition}, len(engine), "another")

    def compare_facet(self):
        client, condition = self.client(), self.requests.filter(1)
        key = self.rnd.choice("ntbu")
        hits = client.facet(self.name, key, facet_filter=condition, limit=100, exact=True).hits
        server = [(hit.value, hit.count) for hit in hits]
        engine = self.engine.facet(key, condition, 100)
        if sorted(server, key=str) != sorted(engine, key=str):
            self.fail(f"a facet of {key}", {"filter": condition}, engine, server)

    def compare_query(self):
        client, request = self.client(), self.requests.query()
        difference = self.difference(client, request)
        if difference is not None:
            request = self.smallest(client, request)
            engine, server = self.answers(client, request)
            self.fail(difference, request, engine, server)

    def answers(self, client, request):
        """What both say: pairs of id and score, or a text in which they refuse."""
        try:
            engine = self.engine.query(**request)
        except Exception as e:
            engine = f"{type(e).__name__}: {e}"
        try:
            found = client.query_points(
                self.name, search_params=EXACT, with_payload=False, **request
            )
            server = [(plain_id(p.id), p.score) for p in found.points]
        except UnexpectedResponse as e:
            server = str(e)
        return engine, server

    def difference(self, client, request):
        engine, server = self.answers(client, request)
        if isinstance(engine, str) or isinstance(server, str):
            both = isinstance(engine, str) and isinstance(server, str)
            return None if both else "one of them refuses"
        if len(engine) != len(server):
            return f"{len(engine)} and {len(server)} results"
        for rank, ((_, a), (_, b)) in enumerate(zip(engine, server)):
            if not close(a, b):
                return f"the score at rank {rank}"
        return different_ids(engine, server, "offset" in request)

    def smallest(self, client, request):
        """Leaves away what the difference does not need."""
        for smaller in smaller_requests(request):
            if self.difference(client, smaller) is not None:
                return self.smallest(client, smaller)
        return request

    def fail(self, what, request, engine, server):
        print(f"Otherwise than in Qdrant's engine: {what}")
        print(json.dumps(request, default=as_json))
        print("Qdrant:", engine)
        print("server:", server)
        sys.exit(1)


def close(a, b):
    """Whether two scores are the same but for the rounding of 32-bit floats, which are subtracted."""
    return a == b or abs(a - b) <= 1e-4 * max(abs(a), abs(b), 1.0)


def all_close(a, b):
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(all_close(x, y) for x, y in zip(a, b))
    return close(a, b)


def different_ids(engine, server, cut):
    """Whether ids differ. Those of equal scores may come in any order.

    Of the last score others may have been left out, and of the first if the beginning is cut off.
    """
    start = 0
    while start < len(engine):
        end = start + 1
        while end < len(engine) and close(engine[end][1], engine[end - 1][1]):
            end += 1
        whole = end < len(engine) and not (cut and start == 0)
        if whole and dict(engine[start:end]).keys() != dict(server[start:end]).keys():
            return f"the ids at ranks {start} to {end - 1}"
        start = end
    return None


def smaller_requests(request):
    for key in ("offset", "score_threshold", "query_filter"):
        if key in request:
            yield {k: v for k, v in request.items() if k != key}
    condition = request.get("query_filter")
    for part in ("must", "should", "must_not", "min_should"):
        if condition is not None and getattr(condition, part) is not None:
            yield request | {"query_filter": condition.model_copy(update={part: None})}
    for i, step in enumerate(request.get("prefetch") or []):
        others = request["prefetch"][:i], request["prefetch"][i + 1 :]
        weighted = isinstance(request["query"], models.RrfQuery) and request["query"].rrf.weights
        if len(request["prefetch"]) > 1 and not weighted:
            yield request | {"prefetch": [*others[0], *others[1]]}
        for key in ("filter", "score_threshold"):
            if getattr(step, key) is not None:
                simpler = step.model_copy(update={key: None})
                yield request | {"prefetch": [*others[0], simpler, *others[1]]}
        alone = {"query": step.query, "using": step.using, "limit": step.limit}
        yield alone | ({"prefetch": step.prefetch} if step.prefetch else {})


def as_json(value):
    return value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else str(value)


def main():
    url, grpc_port, seed, queries = sys.argv[1], *map(int, sys.argv[2:])
    print("seed", seed)
    comparison = Comparison(url, grpc_port, seed)
    try:
        compare(comparison, queries)
    finally:
        comparison.close()
    print("all is well")


def compare(comparison, queries):
    comparison.fill(250)
    comparison.compare_points()
    for _ in range(queries // 3):
        comparison.ask()
    comparison.requests.after_changes()
    for indexed in (False, True):
        if indexed:
            comparison.create_indexes()
        for n in range(queries // 3):
            if n % 10 == 0:
                comparison.change()
                comparison.compare_points()
            comparison.ask()
            if indexed:
                comparison.compare_facet()


if __name__ == "__main__":
    main()
