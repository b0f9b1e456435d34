package io.vdb.server.cli.doctor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** This machine, as Linux tells of it in files. What another system does not have is absent. */
final class Host {

  private static final Pattern OCTAL = Pattern.compile("\\\\(\\d{3})");

  private final Path root;

  /**
   * A machine.
   *
   * @param root the folder that holds {@code proc} and {@code sys}: {@code /} but for tests
   */
  Host(Path root) {
    this.root = root;
  }

  /** Returns what is in a file, without white space at the ends. */
  Optional<String> text(String file) {
    // Below /proc/sys only the first read gets anything, so it must be a large one.
    try (var in = new BufferedInputStream(Files.newInputStream(root.resolve(file)))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the number that a file has; absent when it has none. */
  OptionalLong number(String file) {
    Optional<String> text = text(file).filter(found -> found.matches("\\d{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /** Returns a line of {@code /proc/meminfo}, in bytes. */
  OptionalLong memory(String name) {
    for (String line : text("proc/meminfo").orElse("").lines().toList()) {
      Matcher parts = Pattern.compile(Pattern.quote(name) + ":\\s+(\\d+) kB").matcher(line);
      if (parts.matches()) {
        return OptionalLong.of(Long.parseLong(parts.group(1)) * 1_024);
      }
    }
    return OptionalLong.empty();
  }

  /** Returns the memory that processes may use: the machine's, or what its container may have. */
  OptionalLong usableMemory() {
    OptionalLong machine = memory("MemTotal");
    OptionalLong container = number("sys/fs/cgroup/memory.max");
    return machine.isPresent() && container.isPresent()
        ? OptionalLong.of(Math.min(machine.getAsLong(), container.getAsLong()))
        : machine;
  }

  /** Tells whether this is a container. */
  boolean isContainer() {
    return Files.exists(root.resolve(".dockerenv"))
        || Files.exists(root.resolve("run/.containerenv"))
        || Files.exists(root.resolve("var/run/secrets/kubernetes.io"));
  }

  /**
   * Where a file system is mounted.
   *
   * @param type such as {@code ext4}
   */
  record Mount(String point, String type) {

    boolean holds(String path) {
      return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
    }
  }

  /** Returns what holds a folder. */
  Optional<Mount> mountOf(String folder) {
    Mount longest = null;
    for (Mount mount : mounts()) {
      if (mount.holds(folder)
          && (longest == null || mount.point().length() >= longest.point().length())) {
        longest = mount;
      }
    }
    return Optional.ofNullable(longest);
  }

  private List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text("proc/self/mountinfo").orElse("").lines().toList()) {
      String[] halves = line.split(" - ", 2);
      String[] fields = halves[0].split(" ", -1);
      if (halves.length == 2 && fields.length >= 5) {
        mounts.add(new Mount(unescaped(fields[4]), halves[1].split(" ", 2)[0]));
      }
    }
    return mounts;
  }

  private static String unescaped(String path) {
    return OCTAL
        .matcher(path)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(code.group(1), 8))));
  }
}
