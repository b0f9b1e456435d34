package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.JsonValues;
import io.vdb.server.api.ProcessMemory;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.api.ServiceOperations.NamedInfo;
import io.vdb.server.api.ShownSettings;
import io.vdb.server.request.ResponseTimes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/** Writes telemetry in the shape of Qdrant's. */
final class TelemetryWriter {

  private static final int WITH_COLLECTIONS = 1;
  private static final int WITH_WHOLE_COLLECTIONS = 2;

  private TelemetryWriter() {}

  static Envelope.Result result(ServiceOperations service, TelemetryDetail detail) {
    List<NamedInfo> collections =
        detail.level() >= WITH_COLLECTIONS ? service.collections() : List.of();
    int count = service.collectionCount();
    SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> rest = service.rest().summary();
    SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> grpc = service.grpc().summary();
    return out -> {
      out.writeStartObject();
      out.writeStringField("id", service.id());
      app(out, service, detail);
      collections(out, count, collections, detail);
      out.writeObjectFieldStart("cluster");
      out.writeBooleanField("enabled", false);
      out.writeEndObject();
      out.writeObjectFieldStart("requests");
      responses(out, "rest", rest);
      responses(out, "grpc", grpc);
      out.writeEndObject();
      if (detail.level() >= WITH_COLLECTIONS) {
        memory(out);
      }
      out.writeEndObject();
    };
  }

  private static void app(JsonGenerator out, ServiceOperations service, TelemetryDetail detail)
      throws IOException {
    out.writeObjectFieldStart("app");
    out.writeStringField("name", service.appName());
    out.writeStringField("version", service.appVersion());
    if (detail.level() >= WITH_COLLECTIONS) {
      out.writeObjectFieldStart("features");
      for (String feature :
          List.of("debug", "service_debug_feature", "recovery_mode", "gpu", "rocksdb", "staging")) {
        out.writeBooleanField(feature, false);
      }
      out.writeEndObject();
      system(out);
    }
    out.writeStringField("startup", service.startup().toString());
    out.writeEndObject();
  }

  private static void system(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("system");
    out.writeStringField("distribution", System.getProperty("os.name"));
    out.writeStringField("distribution_version", System.getProperty("os.version"));
    out.writeBooleanField("is_docker", Files.exists(Path.of("/.dockerenv")));
    out.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
    out.writeNumberField("ram_size", ProcessMemory.physicalBytes() / 1_024);
    out.writeStringField("cpu_flags", "");
    out.writeStringField("cpu_endian", "little");
    out.writeEndObject();
  }

  private static void collections(
      JsonGenerator out, int count, List<NamedInfo> collections, TelemetryDetail detail)
      throws IOException {
    out.writeObjectFieldStart("collections");
    out.writeNumberField("number_of_collections", count);
    if (detail.level() >= WITH_COLLECTIONS) {
      out.writeArrayFieldStart("collections");
      for (NamedInfo collection : collections) {
        if (detail.level() >= WITH_WHOLE_COLLECTIONS) {
          whole(out, collection, detail);
        } else {
          aggregated(out, collection.info());
        }
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void aggregated(JsonGenerator out, CollectionInfo info) throws IOException {
    out.writeStartObject();
    out.writeNumberField("vectors", info.points());
    CollectionWriter.optimizerStatus(out, "optimizers_status", info);
    out.writeFieldName("params");
    JsonValues.writeValue(out, CollectionWriter.params(ShownSettings.of(info.config())));
    out.writeEndObject();
  }

  private static void whole(JsonGenerator out, NamedInfo collection, TelemetryDetail detail)
      throws IOException {
    ShownSettings settings = ShownSettings.of(collection.info().config());
    out.writeStartObject();
    out.writeStringField("id", shown(collection.name(), detail));
    out.writeNumberField("init_time_ms", 0);
    out.writeObjectFieldStart("config");
    out.writeFieldName("params");
    JsonValues.writeValue(out, CollectionWriter.params(settings));
    out.writeFieldName("hnsw_config");
    JsonValues.writeValue(out, settings.hnsw());
    out.writeFieldName("optimizer_config");
    JsonValues.writeValue(out, settings.optimizers());
    out.writeFieldName("wal_config");
    JsonValues.writeValue(out, settings.wal());
    out.writeEndObject();
    out.writeArrayFieldStart("shards");
    shard(out, collection.info());
    out.writeEndArray();
    out.writeArrayFieldStart("transfers");
    out.writeEndArray();
    out.writeArrayFieldStart("resharding");
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void shard(JsonGenerator out, CollectionInfo info) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", 0);
    out.writeNullField("key");
    out.writeObjectFieldStart("local");
    out.writeStringField("status", CollectionWriter.status(info.status()));
    out.writeNumberField("total_optimized_points", 0);
    out.writeNumberField("num_points", info.points());
    out.writeNumberField("num_vectors", info.points());
    out.writeEndObject();
    out.writeArrayFieldStart("remote");
    out.writeEndArray();
    out.writeObjectFieldStart("replicate_states");
    out.writeEndObject();
    out.writeEndObject();
  }

  /** The same name for the same collection every time, which does not tell what it is called. */
  private static String shown(String name, TelemetryDetail detail) {
    return detail.anonymized()
        ? UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString()
        : name;
  }

  private static void responses(
      JsonGenerator out,
      String protocol,
      SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> all)
      throws IOException {
    out.writeObjectFieldStart(protocol);
    out.writeObjectFieldStart("responses");
    for (var endpoint : all.entrySet()) {
      out.writeObjectFieldStart(endpoint.getKey());
      for (var status : endpoint.getValue().entrySet()) {
        out.writeObjectFieldStart(Integer.toString(status.getKey()));
        times(out, status.getValue());
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void times(JsonGenerator out, ResponseTimes.Summary times) throws IOException {
    out.writeNumberField("count", times.count());
    out.writeNumberField("avg_duration_micros", times.meanMicros());
    out.writeNumberField("min_duration_micros", times.minMicros());
    out.writeNumberField("max_duration_micros", times.maxMicros());
    out.writeNumberField("total_duration_micros", times.totalMicros());
  }

  private static void memory(JsonGenerator out) throws IOException {
    ProcessMemory memory = ProcessMemory.now();
    out.writeObjectFieldStart("memory");
    out.writeNumberField("active_bytes", memory.active());
    out.writeNumberField("allocated_bytes", memory.allocated());
    out.writeNumberField("metadata_bytes", memory.metadata());
    out.writeNumberField("resident_bytes", memory.resident());
    out.writeNumberField("retained_bytes", Math.max(0, memory.active() - memory.allocated()));
    out.writeEndObject();
  }
}
