package io.vdb.server.rest;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.Projection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads which parts of points are wanted: {@code with_payload} and {@code with_vector}. */
final class ProjectionReader {

  private final JsonReader in;
  private PayloadSelector payload;
  private VectorSelector vectors = VectorSelector.none();

  ProjectionReader(JsonReader in, boolean payloadByDefault) {
    this.in = in;
    this.payload = payloadByDefault ? new PayloadSelector.All() : new PayloadSelector.None();
  }

  Projection projection() {
    return new Projection(payload, vectors);
  }

  void readPayload() throws IOException {
    if (in.isNull()) {
      return;
    }
    if (in.isArray()) {
      payload = new PayloadSelector.Include(paths());
    } else if (in.isObject()) {
      readSelector();
    } else {
      payload = in.bool() ? new PayloadSelector.All() : new PayloadSelector.None();
    }
  }

  private void readSelector() throws IOException {
    List<PayloadSelector> found = new ArrayList<>();
    in.object(
        name -> {
          switch (name) {
            case "include" -> found.add(new PayloadSelector.Include(paths()));
            case "exclude" -> found.add(new PayloadSelector.Exclude(paths()));
            default -> throw in.unknownField(name, "include", "exclude");
          }
        });
    if (found.size() != 1) {
      throw in.malformed("a payload selector takes one of `include`, `exclude`");
    }
    payload = found.getFirst();
  }

  private List<PayloadPath> paths() throws IOException {
    List<PayloadPath> paths = new ArrayList<>();
    in.array(() -> paths.add(in.payloadPath()));
    return List.copyOf(paths);
  }

  void readVector() throws IOException {
    if (in.isNull()) {
      return;
    }
    if (in.isArray()) {
      Set<String> names = new LinkedHashSet<>();
      in.array(
          () -> {
            names.add(in.string());
            in.checkCount("vectors", names.size(), CollectionConfig.MAX_VECTORS);
          });
      vectors = new VectorSelector.Only(names);
    } else {
      vectors = in.bool() ? VectorSelector.all() : VectorSelector.none();
    }
  }
}
