package io.vdb.server.rest;

import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyScope;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a verification is to look at. */
final class VerifyRequest {

  private static final String WHAT = "what";
  private static final String COLLECTION = "collection";
  private static final String SAMPLE = "sample";
  private static final String SEED = "seed";

  private final JsonReader in;
  private final Set<VerifyScope> scopes = EnumSet.noneOf(VerifyScope.class);
  private @Nullable String collection;
  private int sample = VerifyOrder.DEFAULT_SAMPLE;
  private long seed;

  private VerifyRequest(JsonReader in) {
    this.in = in;
  }

  static VerifyOrder read(byte[] body) {
    return JsonReader.read(
        body,
        in -> {
          VerifyRequest request = new VerifyRequest(in);
          in.object(request::field);
          return request.order();
        });
  }

  private VerifyOrder order() {
    return new VerifyOrder(
        scopes.isEmpty() ? EnumSet.allOf(VerifyScope.class) : scopes, collection, sample, seed);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case WHAT -> in.array(() -> scopes.add(scope()));
      case COLLECTION -> collection = in.string();
      case SAMPLE -> {
        sample = in.usize(1);
        if (sample > VerifyOrder.MAX_SAMPLE) {
          throw in.unsupportedValue("expected 1 to " + VerifyOrder.MAX_SAMPLE);
        }
      }
      case SEED -> seed = in.wholeNumber();
      default -> throw in.unknownField(name, WHAT, COLLECTION, SAMPLE, SEED);
    }
  }

  private VerifyScope scope() throws IOException {
    String wanted = in.string();
    return Arrays.stream(VerifyScope.values())
        .filter(scope -> scope.label().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> in.unsupportedValue("expected data, index, aliases or snapshot"));
  }
}
