package io.vdb.it.clients;

import io.vdb.it.server.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Qdrant's own engine, which comes with its Edge package, and the server get the same random writes and
 * give the same answers.
 *
 * <p>The seed is the same in every build: equal scores stand in any order in the engine, so that a
 * random seed may show a difference that is none.
 */
@ResourceLock(SharedServer.LOCK)
final class SameAsQdrantIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void answersAsTheEngineDoes() throws Exception {
    PythonPrograms.run(
        "same_as_qdrant.py",
        SERVER.process().rest().toString(),
        OutsideClient.port(SERVER.process().grpc()),
        System.getProperty("vdb.it.qdrant.seed", "43"),
        System.getProperty("vdb.it.qdrant.queries", "150"));
  }
}
