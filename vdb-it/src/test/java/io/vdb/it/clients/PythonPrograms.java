package io.vdb.it.clients;

import io.vdb.it.server.OutsideTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs in Python, run in a virtual environment below the build folder. */
final class PythonPrograms {

  private PythonPrograms() {}

  /** Runs a program; a warning is a failure. */
  static void run(String program, String... arguments) throws Exception {
    Path sources = OutsideClient.sources("python");
    List<String> command =
        new ArrayList<>(
            List.of(
                environment(sources.resolve("requirements.txt")),
                "-B",
                "-W",
                "error",
                sources.resolve(program).toString()));
    command.addAll(List.of(arguments));
    OutsideClient.run(command);
  }

  /** Returns a Python that has the packages; of classes that run at once, one installs them. */
  private static synchronized String environment(Path requirements) throws Exception {
    OutsideTools.require("python3", "python3", "--version");
    Installation installation = new Installation("python-environment", requirements);
    Path folder = installation.folder();
    String python = folder.resolve("bin/python").toString();
    if (!installation.isThere()) {
      OutsideTools.require(
          "python3 with venv", "python3", "-m", "venv", "--clear", folder.toString());
      OutsideTools.require(
          "packages from the Python Package Index",
          python, "-m", "pip", "install", "--quiet", "--requirement", requirements.toString());
      installation.finish();
    }
    return python;
  }
}
