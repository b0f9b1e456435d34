package io.vdb.server.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the data is where it stays, and has room. */
final class DataChecks {

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Set<String> OF_A_CONTAINER = Set.of("overlay", "aufs", "overlayfs");
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "glusterfs", "ceph");
  private static final double LITTLE_SHARE = 0.1;
  private static final long LITTLE_BYTES = 10L << 30;

  private final Host host;
  private final Path folder;

  /** Checks of a data directory. */
  DataChecks(Host host, Path folder) {
    this.host = host;
    this.folder = folder;
  }

  List<Observation> look() {
    List<Observation> seen = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      seen.add(
          Observation.problem(
              "data",
              folder + " is not a folder",
              "name the data directory with --data, or start the server, which makes it"));
      return seen;
    }
    seen.add(mount());
    seen.add(room());
    return seen;
  }

  private Observation mount() {
    Optional<Host.Mount> mount = host.mountOf(real());
    if (mount.isEmpty()) {
      return Observation.skipped("data", "this system does not tell where " + folder + " is");
    }
    String type = mount.get().type();
    String found = folder + " is on " + mount.get().point() + " (" + type + ")";
    if (IN_MEMORY.contains(type)) {
      return Observation.problem(
          "data", found, "choose a folder on a disk: this one is lost with the next restart");
    }
    if (OF_A_CONTAINER.contains(type) || (host.isContainer() && mount.get().point().equals("/"))) {
      return Observation.problem(
          "data",
          found + ", in the container itself",
          "mount a volume there: what is in the container is lost when it is replaced");
    }
    return REMOTE.contains(type)
        ? Observation.advice(
            "data",
            found,
            "use a local disk: every acknowledged write waits for a flush, and locks of remote file"
                + " systems may not keep two servers apart")
        : Observation.ok("data", found);
  }

  private String real() {
    try {
      return folder.toRealPath().toString();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize().toString();
    }
  }

  private Observation room() {
    try {
      FileStore store = Files.getFileStore(folder);
      long total = store.getTotalSpace();
      long usable = store.getUsableSpace();
      String found = "%.1f of %.1f GiB are free".formatted(gibibytes(usable), gibibytes(total));
      return (double) usable < Math.min(LITTLE_SHARE * (double) total, (double) LITTLE_BYTES)
          ? Observation.problem(
              "disk",
              found,
              "make room or take a larger disk: merging needs as much beside what there is, and on a"
                  + " full disk nothing can be written")
          : Observation.ok("disk", found);
    } catch (IOException e) {
      return Observation.skipped("disk", String.valueOf(e.getMessage()));
    }
  }

  private static double gibibytes(long bytes) {
    return (double) bytes / (1 << 30);
  }
}
