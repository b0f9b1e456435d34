package io.vdb.server.grpc.admin;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.vdb.server.admin.Admin;
import io.vdb.server.request.KeyRefusals;
import java.util.concurrent.Executor;

/** The admin service as it is served. */
public final class AdminEndpoint {

  private AdminEndpoint() {}

  /**
   * Makes the service, behind the check of its callers' rights.
   *
   * @param threads answer the calls, in the context of whoever hands them over; they may reject
   * @param scrapes the same for scrapes, which anybody may send
   * @param refusals are told of calls that are not let in
   */
  public static BindableService of(
      Admin admin, Executor threads, Executor scrapes, KeyRefusals refusals) {
    AdminCalls calls = new AdminCalls(admin, threads, scrapes);
    return () -> ServerInterceptors.intercept(calls, new AdminGate(admin.access(), refusals));
  }
}
