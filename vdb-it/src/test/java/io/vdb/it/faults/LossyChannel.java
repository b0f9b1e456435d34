package io.vdb.it.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file or folder. Every call fails once the file system has crashed. */
final class LossyChannel extends FileChannel {

  private final Disk disk;
  private final Node node;
  private final boolean readable;
  private final boolean writable;
  private final boolean appending;
  private final long boot;
  private long position;

  LossyChannel(Disk disk, Node node, boolean readable, boolean writable, boolean appending) {
    this.disk = disk;
    this.node = node;
    this.readable = readable;
    this.writable = writable;
    this.appending = appending;
    this.boot = disk.boots();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return access(
        () -> {
          int count = readableFile().read(target, position);
          position += Math.max(count, 0);
          return count;
        });
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    return access(() -> readableFile().read(target, at));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = read(targets[i]);
      if (count < 0) {
        return total == 0 ? -1 : total;
      }
      total += count;
    }
    return total;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return access(
        () -> {
          FileNode file = writableFile();
          long at = appending ? file.size() : position;
          int count = disk.write(file, source, at);
          position = at + count;
          return count;
        });
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    return access(() -> disk.write(writableFile(), source, at));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      while (sources[i].hasRemaining()) {
        total += write(sources[i]);
      }
    }
    return total;
  }

  @Override
  public long position() throws IOException {
    return access(() -> position);
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    return access(
        () -> {
          position = newPosition;
          return this;
        });
  }

  @Override
  public long size() throws IOException {
    return access(() -> node instanceof FileNode file ? (long) file.size() : 0L);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    return access(
        () -> {
          FileNode file = writableFile();
          disk.beginChange();
          file.truncate(Math.toIntExact(Math.min(size, file.size())));
          position = Math.min(position, size);
          return this;
        });
  }

  @Override
  public void force(boolean metaData) throws IOException {
    access(
        () -> {
          disk.force(node);
          return this;
        });
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(Math.min(count, remainingAt(at))));
    read(buffer, at);
    return target.write(buffer.flip());
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
    source.read(buffer);
    return write(buffer.flip(), at);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException("map");
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return tryLock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return access(
        () -> {
          if (!writableFile().lock(this)) {
            throw new OverlappingFileLockException();
          }
          return new Lock(this, at, size, shared);
        });
  }

  @Override
  protected void implCloseChannel() {
    disk.closed();
    unlock();
  }

  private void unlock() {
    if (node instanceof FileNode file) {
      disk.locked(
          () -> {
            file.unlock(this);
            return file;
          });
    }
  }

  private long remainingAt(long at) throws IOException {
    return Math.max(0, size() - at);
  }

  private FileNode readableFile() throws IOException {
    if (!readable) {
      throw new NonReadableChannelException();
    }
    return file();
  }

  private FileNode writableFile() throws IOException {
    if (!writable) {
      throw new NonWritableChannelException();
    }
    return file();
  }

  private FileNode file() throws IOException {
    if (node instanceof FileNode file) {
      return file;
    }
    throw new IOException("Is a directory");
  }

  private <T> T access(Disk.Access<T> access) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return disk.access(
        () -> {
          if (disk.boots() != boot) {
            throw new IOException("The machine has crashed since this file was opened");
          }
          return access.run();
        });
  }

  /** A lock on the whole file, whatever part was asked for. */
  private static final class Lock extends FileLock {

    private final LossyChannel channel;

    Lock(LossyChannel channel, long position, long size, boolean shared) {
      super(channel, position, size, shared);
      this.channel = channel;
    }

    @Override
    public boolean isValid() {
      return channel.isOpen()
          && channel.node instanceof FileNode file
          && channel.disk.locked(() -> file.isLockedBy(channel));
    }

    @Override
    public void release() {
      channel.unlock();
    }
  }
}
