"""Uses a server that speaks TLS and wants keys through the official Python client.

Takes the REST address, the gRPC port, a file with the certificate, the key for everything and the key
for reading. Exits with 0 if all is well.
"""

import os
import ssl
import sys

import grpc
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

url, grpc_port, certificate, key, read_only = sys.argv[1:]
os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = certificate


def connect(api_key, over_grpc):
    return QdrantClient(
        url=url,
        grpc_port=int(grpc_port),
        prefer_grpc=over_grpc,
        api_key=api_key,
        timeout=60,
        check_compatibility=False,  # it asks without the certificate
        verify=ssl.create_default_context(cafile=certificate),
    )


def refused(call, status, code, what):
    try:
        call()
    except UnexpectedResponse as e:
        if e.status_code == status:
            return
        sys.exit(f"{what}: {e.status_code}")
    except grpc.RpcError as e:
        if e.code() == code:
            return
        sys.exit(f"{what}: {e.code()}")
    sys.exit(f"{what} was accepted")


for over_grpc in (False, True):
    name = f"secure-{over_grpc}"
    client = connect(key, over_grpc)
    config = models.VectorParams(size=2, distance=models.Distance.DOT)
    client.create_collection(name, vectors_config=config)
    client.upsert(name, [models.PointStruct(id=1, vector=[1.0, 2.0])], wait=True)

    reader = connect(read_only, over_grpc)
    found = reader.query_points(name, query=[1.0, 0.0]).points
    if [point.id for point in found] != [1]:
        sys.exit(f"the key for reading finds {found}")
    refused(
        lambda: reader.delete(name, points_selector=[1]),
        403,
        grpc.StatusCode.PERMISSION_DENIED,
        "a write with the key for reading",
    )
    stranger = connect("not-the-right-key", over_grpc)
    refused(
        lambda: stranger.get_collections(),
        401,
        grpc.StatusCode.UNAUTHENTICATED,
        "a wrong key",
    )
    client.delete_collection(name)

print("all is well")
