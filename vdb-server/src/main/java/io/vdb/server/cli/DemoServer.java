package io.vdb.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** A server with a folder of its own. Closing stops the server, then discards the folder. */
final class DemoServer implements AutoCloseable {

  private final ServerLauncher.Running server;
  private final DemoFolder folder;

  private DemoServer(ServerLauncher.Running server, DemoFolder folder) {
    this.server = server;
    this.folder = folder;
  }

  static DemoServer start(
      ServerLauncher launcher,
      Map<String, String> environment,
      DemoFolder folder,
      int restPort,
      int grpcPort) {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("vdb.data", folder.data().toString());
    overrides.put("vdb.host", "127.0.0.1");
    overrides.put("vdb.rest-port", Integer.toString(restPort));
    overrides.put("vdb.grpc-port", Integer.toString(grpcPort));
    overrides.put("vdb.tls.cert-file", "none"); // nobody else can reach it
    overrides.put("vdb.tls.key-file", "none");
    overrides.put("vdb.tls.client-ca-file", "none");
    overrides.put("vdb.log.level", "warn");
    overrides.put("vdb.log.format", "text");
    overrides.put("vdb.log.output", folder.log().toString());
    try {
      return new DemoServer(launcher.start(null, environment, overrides), folder);
    } catch (RuntimeException e) {
      folder.discard();
      throw e;
    }
  }

  ServerLauncher.Running server() {
    return server;
  }

  @Override
  public void close() {
    try {
      server.close();
    } finally {
      folder.discard();
    }
  }
}
