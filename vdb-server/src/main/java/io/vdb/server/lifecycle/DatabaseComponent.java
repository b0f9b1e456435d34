package io.vdb.server.lifecycle;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.server.StartupException;
import org.jspecify.annotations.Nullable;

/** The open database. */
public final class DatabaseComponent implements Component {

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
    // Index providers are looked up through the context class loader, so that plugins are seen.
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(plugins.loader());
    try {
      database = Database.open(config, observability.observability());
    } catch (VdbException e) {
      throw new StartupException(e.getMessage() == null ? "the data cannot be opened" : e.getMessage(), e);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  @Override
  public void stop() {
    Database open = database();
    database = null;
    open.close();
  }
}
