package io.vdb.core.index;

import io.vdb.observability.spi.Context;

/** A merge that nobody measures. */
record UnobservedMerge(Context context) implements MergeListener.Merge {

  @Override
  public void succeeded(long points, long bytes) {}

  @Override
  public void failed(Throwable cause) {}

  @Override
  public void cancelled() {}
}
