package io.vdb.it.faults;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/** What is known of a file or folder besides its content. */
record LossyAttributes(Node fileKey, long size) implements BasicFileAttributes {

  static LossyAttributes of(Node node) {
    return new LossyAttributes(node, node instanceof FileNode file ? file.size() : 0);
  }

  Map<String, Object> toMap() {
    return Map.of(
        "size", size,
        "creationTime", creationTime(),
        "lastModifiedTime", lastModifiedTime(),
        "lastAccessTime", lastAccessTime(),
        "isDirectory", isDirectory(),
        "isRegularFile", isRegularFile(),
        "isSymbolicLink", isSymbolicLink(),
        "isOther", isOther(),
        "fileKey", fileKey);
  }

  @Override
  public FileTime creationTime() {
    return fileKey.createdAt();
  }

  @Override
  public FileTime lastModifiedTime() {
    return creationTime();
  }

  @Override
  public FileTime lastAccessTime() {
    return creationTime();
  }

  @Override
  public boolean isRegularFile() {
    return fileKey instanceof FileNode;
  }

  @Override
  public boolean isDirectory() {
    return fileKey instanceof FolderNode;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }
}
