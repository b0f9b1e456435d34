package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a look at the files of an index finds. Confined to one thread. */
final class FileCheck implements IndexInspection.Findings {

  private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);
  private static final int MOST_TOLD = 5;

  private final String collection;
  private final BooleanSupplier givenUp;
  private final List<String> damaged = new ArrayList<>();
  private int unread;

  /**
   * A look.
   *
   * @param givenUp whether nobody wants to know any more
   */
  FileCheck(String collection, BooleanSupplier givenUp) {
    this.collection = collection;
    this.givenUp = givenUp;
  }

  @Override
  public void found(@Nullable String file, String what) {
    if (what.startsWith(UNREAD)) {
      unread++; // the disk or the process is to blame, and may do better another time
      LOG.warn("File {} of the index of collection {}: {}", file, collection, what);
    } else if (damaged.size() < MOST_TOLD) {
      damaged.add(file + ": " + what);
    }
  }

  @Override
  public void examined(long count) {
    if (givenUp.getAsBoolean()) {
      throw new CancellationException("the collection is closed");
    }
  }

  /** Tells whether something could not be read. */
  boolean isIncomplete() {
    return unread > 0;
  }

  /** Returns what is wrong, if something is. */
  @Nullable VdbException damage(Path folder) {
    return damaged.isEmpty()
        ? null
        : new VdbException(
            ErrorCode.DATA_LOSS,
            "the index of collection `%s` in %s is damaged: %s"
                .formatted(collection, folder, String.join("; ", damaged)));
  }
}
