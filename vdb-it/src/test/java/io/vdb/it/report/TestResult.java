package io.vdb.it.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What became of a class of tests.
 *
 * @param name of the class
 * @param tests how many ran
 * @param failed how many failed, for whatever reason
 * @param seconds how long it took
 */
record TestResult(String name, int tests, int failed, double seconds) {

  private static final Pattern SUITE = Pattern.compile("<testsuite\\b[^>]*>");

  /** Reads the reports that Maven's plugins for tests leave in a folder; none where there is none. */
  static List<TestResult> in(Path folder) throws IOException {
    List<TestResult> results = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return results;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("TEST-")).toList()) {
        Matcher suite = SUITE.matcher(Files.readString(file));
        if (suite.find()) {
          results.add(of(suite.group()));
        }
      }
    }
    results.sort(Comparator.comparing(TestResult::name));
    return results;
  }

  private static TestResult of(String suite) {
    return new TestResult(
        attribute(suite, "name"),
        Integer.parseInt(attribute(suite, "tests")),
        Integer.parseInt(attribute(suite, "failures"))
            + Integer.parseInt(attribute(suite, "errors")),
        Double.parseDouble(attribute(suite, "time").replace(",", "")));
  }

  private static String attribute(String suite, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(suite);
    return matcher.find() ? matcher.group(1) : "0";
  }
}
