package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.util.function.Function;

/**
 * What a query needs to know of the world around its collection.
 *
 * @param collections finds other collections by name or alias; throws {@link VdbException} with
 *     {@code NOT_FOUND} when there is none
 * @param awaited called now and then; throws when nobody waits for the answer any more, which ends
 *     the query
 */
public record Surroundings(Function<String, Collection> collections, Runnable awaited) {

  /** No other collection, and all the time in the world. */
  public static final Surroundings NONE =
      new Surroundings(
          name -> {
            throw new VdbException(
                ErrorCode.NOT_FOUND, "Collection `" + name + "` doesn't exist!");
          },
          () -> {});
}
