package io.vdb.server.admin;

import io.vdb.server.security.AccessRules;

/**
 * The parts of administration.
 *
 * @param access who may use them; whoever calls them has asked
 * @param metrics what scrapes get
 * @param loggers levels of loggers
 * @param slowQueries queries that took long
 * @param errors latest warnings and errors
 * @param verifications looks whether what is kept is whole
 */
public record Admin(
    AccessRules access,
    MetricsText metrics,
    LoggerLevels loggers,
    SlowQueries slowQueries,
    RecentErrors errors,
    IntegrityRuns verifications) {}
