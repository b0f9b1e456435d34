package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.vdb.observability.spi.BackendConfig;
import java.util.Map;
import java.util.UUID;

/** Describes this process to whoever gets its telemetry, in the words of semantic conventions. */
final class ProcessResource {

  /** What says who made the spans and metrics. */
  static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.vdb");

  private ProcessResource() {}

  /** What the standard variables say wins, the name of the service over its attribute. */
  static Resource of(BackendConfig config, Sources sources) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put("service.name", config.serviceName())
            .put("service.version", config.serviceVersion())
            .put("service.instance.id", UUID.randomUUID().toString())
            .put("deployment.environment.name", config.environment())
            .put("process.pid", ProcessHandle.current().pid())
            .put("process.runtime.name", System.getProperty("java.runtime.name", ""))
            .put("process.runtime.version", System.getProperty("java.runtime.version", ""));
    sources
        .variable("OTEL_RESOURCE_ATTRIBUTES")
        .map(Given::pairs)
        .orElse(Map.of())
        .forEach(attributes::put);
    sources
        .variable("OTEL_SERVICE_NAME")
        .ifPresent(given -> attributes.put("service.name", given.value()));
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }
}
