package io.vdb.it.clients;

import io.vdb.it.server.SharedServer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The official Python client and LangChain's store, which uses it, unmodified. */
@ResourceLock(SharedServer.LOCK)
@Order(1)
final class PythonClientIT {

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
    PythonPrograms.run("langchain_store.py", rest());
  }

  @Test
  void storesForLangChainOverGrpc() throws Exception {
    PythonPrograms.run("langchain_store.py", rest(), grpcPort());
  }

  private static String rest() {
    return SERVER.process().rest().toString();
  }

  private static String grpcPort() {
    return OutsideClient.port(SERVER.process().grpc());
  }
}
