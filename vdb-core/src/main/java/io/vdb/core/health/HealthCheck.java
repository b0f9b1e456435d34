package io.vdb.core.health;

/**
 * Looks how one component is. Found by {@link java.util.ServiceLoader}, or given to {@link
 * Health#add}.
 *
 * @implSpec A check changes nothing and costs little: it is asked every few seconds, by monitoring
 *     too. It is asked by one thread at a time. One that takes longer than the time limit counts as
 *     an error, and is not asked again before it has come back.
 */
public interface HealthCheck {

  /**
   * Returns the name of the component, by which it is asked for and measured: a letter and up to 62
   * letters, digits and underscores, all of lower case.
   */
  String component();

  /**
   * Looks.
   *
   * @throws Exception when that is not possible, which counts as an error
   */
  ComponentHealth check() throws Exception;
}
