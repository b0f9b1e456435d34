package io.vdb.server.config;

import io.vdb.server.security.ApiKey;
import java.util.Optional;

/**
 * Keys.
 *
 * @param adminKey for administration
 * @param metricsKey for metrics
 */
public record SecurityConfig(Optional<ApiKey> adminKey, Optional<ApiKey> metricsKey) {}
