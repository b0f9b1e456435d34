package io.vdb.server.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.grpc.GrpcListener;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.Lifecycle;
import io.vdb.server.rest.RestListener;

/**
 * The parts of a server that its owner needs. Nothing is started.
 *
 * @param lifecycle starts and stops everything
 * @param rest the REST listener
 * @param grpc the gRPC listener
 * @param database open while everything is started
 */
public record Assembly(
    Lifecycle lifecycle, RestListener rest, GrpcListener grpc, DatabaseComponent database) {

  /** Puts a server together. */
  public static Assembly of(ServerConfig config) {
    Injector injector = Guice.createInjector(Stage.PRODUCTION, new ServerModule(config));
    return new Assembly(
        injector.getInstance(Lifecycle.class),
        injector.getInstance(RestListener.class),
        injector.getInstance(GrpcListener.class),
        injector.getInstance(DatabaseComponent.class));
  }
}
