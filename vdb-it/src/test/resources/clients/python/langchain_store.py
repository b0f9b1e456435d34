"""Uses a server through LangChain's store for Qdrant; exits with 0 if all is well.

Takes the REST address, and the gRPC port when gRPC is to be used.
"""

import math
import sys
import zlib

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_qdrant import QdrantVectorStore
from qdrant_client import models

OVER_GRPC = len(sys.argv) > 2
CONNECTION = {
    "url": sys.argv[1],
    "grpc_port": int(sys.argv[2]) if OVER_GRPC else 6334,
    "prefer_grpc": OVER_GRPC,
    "timeout": 60,
}
NAME = "langchain-grpc" if OVER_GRPC else "langchain-rest"


class HashedWords(Embeddings):
    """Texts that share words are close: each word counts in a place that its hash tells."""

    def embed_query(self, text):
        places = [0.0] * 64
        for word in text.lower().split():
            places[zlib.crc32(word.encode()) % len(places)] += 1.0
        length = math.sqrt(sum(place * place for place in places)) or 1.0
        return [place / length for place in places]

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]


def check(actual, expected, what):
    if actual != expected:
        sys.exit(f"{what}: expected {expected!r}, found {actual!r}")


def texts(documents):
    return [document.page_content for document in documents]


def of_kind(kind):
    return models.Filter(
        must=[
            models.FieldCondition(key="metadata.kind", match=models.MatchValue(value=kind))
        ]
    )


# The store makes its collection.
store = QdrantVectorStore.from_texts(
    ["a red apple on a tree", "a green pear on a tree", "a fast car on the road"],
    HashedWords(),
    metadatas=[{"kind": "fruit", "n": 1}, {"kind": "fruit", "n": 2}, {"kind": "car", "n": 3}],
    ids=[1, 2, 3],
    collection_name=NAME,
    **CONNECTION,
)
added = store.add_documents(
    [
        Document(page_content="a slow car in the garage", metadata={"kind": "car", "n": 4}),
        Document(page_content="nothing of the sort", metadata={}),
    ]
)
check(len(added), 2, "add_documents")
check(store.client.count(NAME).count, 5, "count")

# Searches.
found = store.similarity_search("red apple", k=1)
check(texts(found), ["a red apple on a tree"], "similarity_search")
check(found[0].metadata["n"], 1, "metadata")
scored = store.similarity_search_with_score("a fast car on the road", k=2)
check(texts([scored[0][0]]), ["a fast car on the road"], "similarity_search_with_score")
check(abs(scored[0][1] - 1) < 1e-5, True, f"score {scored[0][1]}")
check(
    sorted(texts(store.similarity_search("red apple", k=5, filter=of_kind("car")))),
    ["a fast car on the road", "a slow car in the garage"],
    "similarity_search with a filter",
)
check(
    len(store.similarity_search("a car", k=5, score_threshold=0.99)),
    0,
    "similarity_search with a threshold",
)
by_vector = store.similarity_search_by_vector(HashedWords().embed_query("green pear"), k=1)
check(texts(by_vector), ["a green pear on a tree"], "similarity_search_by_vector")
# The store sends lambda_mult as the diversity.
nearest = texts(store.similarity_search("an apple on a tree", k=2))
check(
    texts(
        store.max_marginal_relevance_search("an apple on a tree", k=2, fetch_k=5, lambda_mult=0.0)
    ),
    nearest,
    "max_marginal_relevance_search without diversity",
)
diverse = texts(
    store.max_marginal_relevance_search("an apple on a tree", k=2, fetch_k=5, lambda_mult=0.9)
)
check(diverse[0], nearest[0], "the most relevant of max_marginal_relevance_search")
check(diverse[1] != nearest[1], True, "max_marginal_relevance_search with diversity")
check(
    texts(store.as_retriever(search_kwargs={"k": 1}).invoke("green pear")),
    ["a green pear on a tree"],
    "as_retriever",
)
check(
    sorted(texts(store.get_by_ids([1, added[0], 99]))),
    ["a red apple on a tree", "a slow car in the garage"],
    "get_by_ids",
)

# A second store of the same collection.
again = QdrantVectorStore.from_existing_collection(
    embedding=HashedWords(), collection_name=NAME, **CONNECTION
)
check(texts(again.similarity_search("red apple", k=1)), ["a red apple on a tree"], "another store")

# Removal: by ids, and by a filter with the client of the store.
check(store.delete([1]), True, "delete")
check(store.get_by_ids([1]), [], "get_by_ids after delete")
store.client.delete(NAME, points_selector=models.FilterSelector(filter=of_kind("car")))
check(
    sorted(texts(store.similarity_search("a", k=10))),
    ["a green pear on a tree", "nothing of the sort"],
    "what is left",
)

check(store.client.delete_collection(NAME), True, "delete_collection")
print("all is well")
