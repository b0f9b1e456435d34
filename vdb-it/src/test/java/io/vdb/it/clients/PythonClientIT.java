package io.vdb.it.clients;

import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The official Python client and LangChain's store, which uses it, unmodified. */
@ResourceLock(SharedServer.LOCK)
final class PythonClientIT {

  private static final String PROBE = "/collections/langchain-probe";

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void worksUnmodifiedOverRest() throws Exception {
    PythonPrograms.run("official_client.py", rest());
  }

  @Test
  void worksUnmodifiedOverGrpc() throws Exception {
    PythonPrograms.run("official_client.py", rest(), grpcPort());
  }

  @Test
  void storesForLangChainOverRest() throws Exception {
    requireNamedVectors();
    PythonPrograms.run("langchain_store.py", rest());
  }

  @Test
  void storesForLangChainOverGrpc() throws Exception {
    requireNamedVectors();
    PythonPrograms.run("langchain_store.py", rest(), grpcPort());
  }

  private static String rest() {
    return SERVER.process().rest().toString();
  }

  private static String grpcPort() {
    return OutsideClient.port(SERVER.process().grpc());
  }

  /** The store names the default vector by its name, the empty one, wherever it uses it. */
  private static void requireNamedVectors() throws Exception {
    var answer =
        SERVER.client().put(PROBE, "{'vectors': {'': {'size': 2, 'distance': 'Dot'}}}");
    if (answer.status() == 200) {
      SERVER.client().delete(PROBE).result();
    } else if (answer.error().contains("named vectors are not supported")) {
      OutsideTools.skip("LangChain's store needs named vectors, which the server does not have");
    } else {
      throw new AssertionError(answer.toString());
    }
  }
}
