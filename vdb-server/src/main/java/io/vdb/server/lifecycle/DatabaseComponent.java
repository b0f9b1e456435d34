package io.vdb.server.lifecycle;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.server.StartupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open database. */
public final class DatabaseComponent implements Component {

  private static final Logger log = LoggerFactory.getLogger(DatabaseComponent.class);

  private final DatabaseConfig config;
  private final ObservabilityComponent observability;
  private final PluginFolder plugins;
  private volatile @Nullable Database database;

  /** A database that is opened when this is started. */
  public DatabaseComponent(
      DatabaseConfig config, ObservabilityComponent observability, PluginFolder plugins) {
    this.config = config;
    this.observability = observability;
    this.plugins = plugins;
  }

  /** Returns the database; UNAVAILABLE unless it is open. */
  public Database database() {
    Database open = database;
    if (open == null) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "the database is not open");
    }
    return open;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public void start() {
    try {
      database = Database.open(config, observability.observability(), plugins.loader());
    } catch (VdbException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void stop() {
    Database open = database();
    database = null;
    long start = System.nanoTime();
    open.close();
    log.info("the database is closed, after {} ms", (System.nanoTime() - start) / 1_000_000);
  }
}
