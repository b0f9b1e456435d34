package io.vdb.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.observe.SlowQueryLog;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.server.BuildInfo;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.AdminComponent;
import io.vdb.server.admin.IntegrityRuns;
import io.vdb.server.admin.MetricsText;
import io.vdb.server.admin.RecentErrors;
import io.vdb.server.admin.SlowQueries;
import io.vdb.server.api.Operations;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.compatibility.QdrantFamilies;
import io.vdb.server.config.Compatibility;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.grpc.GrpcListener;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.InfoComponent;
import io.vdb.server.lifecycle.Lifecycle;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.PluginFolder;
import io.vdb.server.lifecycle.QueueBounds;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.WorkerPools;
import io.vdb.server.logging.LogMetricsComponent;
import io.vdb.server.logging.LogRelease;
import io.vdb.server.logging.LoggingComponent;
import io.vdb.server.logging.RecentErrorsComponent;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.rest.RestListener;
import io.vdb.server.security.AccessRules;
import io.vdb.server.tls.ServerCertificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Constructor calls, and the order in which parts start. */
final class ServerModule extends AbstractModule {

  private final ServerConfig config;

  ServerModule(ServerConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
    bind(BuildInfo.class).toInstance(BuildInfo.load());
    bind(Readiness.class).toInstance(new Readiness());
    bind(PluginFolder.class).toInstance(new PluginFolder(PluginFolder.home()));
  }

  @Provides
  @Singleton
  LoggingComponent logging(BuildInfo build) {
    return new LoggingComponent(
        config.log(),
        config.observability().serviceName(),
        build.version(),
        config.observability().environment());
  }

  @Provides
  @Singleton
  ObservabilityComponent observability(BuildInfo build, PluginFolder plugins) {
    return new ObservabilityComponent(
        config.observability().backends(),
        new BackendConfig(
            config.observability().serviceName(),
            build.version(),
            config.observability().environment(),
            config.observability().settings(),
            variablesForBackends()),
        plugins);
  }

  /** What standards name is for backends; our own settings, keys among them, are not. */
  private static Map<String, String> variablesForBackends() {
    return System.getenv().entrySet().stream()
        .filter(variable -> !variable.getKey().startsWith("VDB_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Provides
  @Singleton
  LogMetricsComponent logMetrics(ObservabilityComponent observability) {
    return new LogMetricsComponent(observability);
  }

  @Provides
  @Singleton
  InfoComponent info(BuildInfo build, ObservabilityComponent observability) {
    return new InfoComponent(build, config, observability);
  }

  @Provides
  @Singleton
  SlowQueryLog slowQueries() {
    return new SlowQueryLog(config.slowQueries().threshold(), config.slowQueries().kept());
  }

  @Provides
  @Singleton
  AdminComponent administration() {
    return new AdminComponent();
  }

  @Provides
  @Singleton
  RecentErrors recentErrors() {
    return new RecentErrors();
  }

  @Provides
  @Singleton
  RecentErrorsComponent keepRecentErrors(RecentErrors errors) {
    return new RecentErrorsComponent(errors);
  }

  @Provides
  @Singleton
  Admin admin(
      ObservabilityComponent observability,
      AdminComponent administration,
      SlowQueryLog slowQueries,
      RecentErrors errors,
      Operations operations,
      IntegrityRuns verifications) {
    return new Admin(
        new AccessRules(
            config.security().adminKey(),
            config.security().metricsKey(),
            config.security().apiKey(),
            config.security().readOnlyKey(),
            config.listen().host(),
            config.listen().loopbackOnly()),
        new MetricsText(
            observability,
            asQdrant()
                ? Optional.of(new QdrantFamilies(operations.service()))
                : Optional.empty()),
        administration.levels(),
        new SlowQueries(slowQueries),
        errors,
        verifications);
  }

  @Provides
  @Singleton
  IntegrityRuns verifications(DatabaseComponent database) {
    return new IntegrityRuns(database::database);
  }

  @Provides
  @Singleton
  DatabaseComponent database(
      SlowQueryLog slowQueries, ObservabilityComponent observability, PluginFolder plugins) {
    return new DatabaseComponent(
        new DatabaseConfig(
            config.storage().data(),
            config.storage().index(),
            config.storage().durability(),
            config.limits().forEngine(),
            config.storage().mergeThreads(),
            slowQueries,
            config.observability().collectionSeries(),
            config.storage().snapshots().folder()),
        observability,
        plugins);
  }

  @Provides
  @Singleton
  WorkerPools pools(ObservabilityComponent observability) {
    LimitsConfig limits = config.limits();
    return new WorkerPools(
        new QueueBounds(
            limits.searchThreads(),
            limits.searchQueue(),
            limits.queueTime(),
            limits.overloadQueueTime()),
        new QueueBounds(
            limits.concurrentWrites(),
            limits.writeQueue(),
            limits.queueTime(),
            limits.overloadQueueTime()),
        QueueBounds.patient(limits.concurrentSnapshots(), limits.snapshotQueue()),
        config.shutdown().grace(),
        observability);
  }

  @Provides
  @Singleton
  Operations operations(DatabaseComponent database) {
    return Operations.on(
        database,
        config.limits(),
        config.storage().snapshots(),
        asQdrant()
            ? ServiceOperations.asQdrant(database, QdrantFamilies.edgesMicros())
            : ServiceOperations.on(database));
  }

  private boolean asQdrant() {
    return config.compatibility() == Compatibility.QDRANT;
  }

  @Provides
  @Singleton
  ByteBudget bodies() {
    return new ByteBudget(config.limits().bodyBytesTotal());
  }

  @Provides
  @Singleton
  ServerCertificate certificate(ObservabilityComponent observability) {
    return new ServerCertificate(config.tls(), observability);
  }

  @Provides
  @Singleton
  RestListener rest(
      BuildInfo build,
      ObservabilityComponent observability,
      Operations operations,
      ByteBudget bodies,
      WorkerPools pools,
      Readiness readiness,
      Admin admin,
      ServerCertificate certificate,
      DatabaseComponent database) {
    return new RestListener(
        config.listen(),
        config.limits(),
        config.shutdown().grace(),
        build,
        observability,
        operations,
        bodies,
        pools,
        readiness,
        admin,
        certificate,
        database);
  }

  @Provides
  @Singleton
  GrpcListener grpc(
      BuildInfo build,
      ObservabilityComponent observability,
      Operations operations,
      ByteBudget bodies,
      WorkerPools pools,
      Readiness readiness,
      Admin admin,
      ServerCertificate certificate) {
    return new GrpcListener(
        config.listen(),
        config.limits(),
        config.shutdown().grace(),
        build,
        observability,
        operations,
        bodies,
        pools,
        readiness,
        admin,
        certificate);
  }

  @Provides
  @Singleton
  Lifecycle lifecycle(
      LoggingComponent logging,
      RecentErrorsComponent recentErrors,
      PluginFolder plugins,
      ObservabilityComponent observability,
      LogMetricsComponent logMetrics,
      InfoComponent info,
      AdminComponent administration,
      ServerCertificate certificate,
      DatabaseComponent database,
      IntegrityRuns verifications,
      WorkerPools pools,
      RestListener rest,
      GrpcListener grpc,
      Readiness readiness) {
    LogRelease release = new LogRelease(logging);
    return new Lifecycle(
        List.of(
            logging,
            recentErrors,
            plugins,
            observability,
            logMetrics,
            info,
            administration,
            certificate,
            database,
            verifications,
            pools,
            rest,
            grpc,
            readiness,
            release));
  }
}
