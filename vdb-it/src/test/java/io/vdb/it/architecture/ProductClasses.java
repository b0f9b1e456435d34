package io.vdb.it.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds our production classes on the class path: folders during a build, jars after packaging. */
final class ProductClasses {

  private static final Pattern OURS =
      Pattern.compile(".*/vdb-(?!it/)[a-z-]+/target/(classes|vdb-[^/]*(?<!-tests)\\.jar)");

  private ProductClasses() {}

  /** Returns where they are. */
  static List<Path> locations() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> OURS.matcher(entry).matches())
        .map(Path::of)
        .toList();
  }

  static JavaClasses load() {
    return new ClassFileImporter()
        .importLocations(locations().stream().map(ProductClasses::location).toList());
  }

  private static Location location(Path path) {
    return Files.isDirectory(path)
        ? Location.of(path)
        : Location.of(URI.create("jar:" + path.toUri() + "!/"));
  }
}
