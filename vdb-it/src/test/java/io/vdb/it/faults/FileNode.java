package io.vdb.it.faults;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The content of a file, as programs see it and as it is on the disk. */
final class FileNode implements Node {

  private static final int SECTOR_BYTES = 512;

  private final FileTime createdAt = FileTime.from(Instant.now());
  private byte[] visible = new byte[0];
  private int visibleSize;
  private byte[] durable = new byte[0];
  private int durableSize;

  /** The bytes that may differ: from here... */
  private int dirtyFrom = Integer.MAX_VALUE;

  /** ...to here, exclusive. */
  private int dirtyTo;

  private @Nullable Object lockHolder;

  @Override
  public FileTime createdAt() {
    return createdAt;
  }

  int size() {
    return visibleSize;
  }

  /** Reads like a file channel: the number of bytes, or -1 at the end. */
  int read(ByteBuffer target, long position) {
    if (position >= visibleSize) {
      return target.hasRemaining() ? -1 : 0;
    }
    int count = Math.min(target.remaining(), visibleSize - (int) position);
    target.put(visible, (int) position, count);
    return count;
  }

  void write(ByteBuffer source, int count, long position) {
    int from = Math.toIntExact(position);
    int to = Math.addExact(from, count);
    visible = grown(visible, to);
    source.get(visible, from, count);
    markDirty(Math.min(from, visibleSize), to);
    visibleSize = Math.max(visibleSize, to);
  }

  void truncate(int size) {
    if (size < visibleSize) {
      Arrays.fill(visible, size, visibleSize, (byte) 0);
      markDirty(size, visibleSize);
      visibleSize = size;
    }
  }

  @Override
  public void force() {
    durable = grown(durable, visibleSize);
    if (dirtyFrom < dirtyTo) {
      durable = grown(durable, dirtyTo);
      visible = grown(visible, dirtyTo);
      System.arraycopy(visible, dirtyFrom, durable, dirtyFrom, dirtyTo - dirtyFrom);
    }
    durableSize = visibleSize;
    forgetDirty();
  }

  /** What Linux does after a failed flush: takes what it could not write for written. */
  void forgetDirty() {
    dirtyFrom = Integer.MAX_VALUE;
    dirtyTo = 0;
  }

  @Override
  public void crash(@Nullable Random survival) {
    if (survival != null) {
      surviveInPart(survival);
    }
    visible = durable.clone();
    visibleSize = durableSize;
    forgetDirty();
    lockHolder = null;
  }

  /** Takes the lock; false when somebody has it. */
  boolean lock(Object holder) {
    if (lockHolder != null) {
      return false;
    }
    lockHolder = holder;
    return true;
  }

  boolean isLockedBy(Object holder) {
    return holder.equals(lockHolder);
  }

  void unlock(Object holder) {
    if (holder.equals(lockHolder)) {
      lockHolder = null;
    }
  }

  /** Sectors reach the disk in any order, and the length on its own. */
  private void surviveInPart(Random random) {
    int low = Math.min(durableSize, visibleSize);
    int high = Math.max(durableSize, visibleSize);
    int size =
        switch (random.nextInt(3)) {
          case 0 -> durableSize;
          case 1 -> visibleSize;
          default -> random.nextInt(low, high + 1);
        };
    durable = grown(durable, Math.max(dirtyTo, size));
    visible = grown(visible, Math.max(dirtyTo, size));
    for (int at = dirtyFrom; at < dirtyTo; at = (at / SECTOR_BYTES + 1) * SECTOR_BYTES) {
      int end = Math.min(dirtyTo, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (random.nextBoolean()) {
        System.arraycopy(visible, at, durable, at, end - at);
      }
    }
    Arrays.fill(durable, size, durable.length, (byte) 0);
    durableSize = size;
  }

  private void markDirty(int from, int to) {
    dirtyFrom = Math.min(dirtyFrom, from);
    dirtyTo = Math.max(dirtyTo, to);
  }

  private static byte[] grown(byte[] bytes, int size) {
    return bytes.length >= size ? bytes : Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
  }
}
