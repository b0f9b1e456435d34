package io.vdb.server.cli;

import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that talk to a server, which may want a key and speak TLS. */
final class ServerOptions {

  private static final String KEY_VARIABLE = "VDB_SECURITY_API_KEY";
  private static final String ADMIN_KEY_VARIABLE = "VDB_SECURITY_ADMIN_KEY";
  private static final String ADMIN_FILE_VARIABLE = "VDB_SECURITY_ADMIN_KEY_FILE";
  private static final String FILE_VARIABLE = "VDB_SECURITY_API_KEY_FILE";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:6333",
      description = "REST address of the server (default: ${DEFAULT-VALUE}).")
  private URI url = URI.create("");

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "Key for the server's API. Better in the variable VDB_SECURITY_API_KEY, or in a file that"
              + " VDB_SECURITY_API_KEY_FILE names: others may see the options of a command.")
  private @Nullable String apiKey;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "Certificates in PEM that vouch for the server's (default: those that Java trusts).")
  private @Nullable Path authorities;

  /** Returns the address of the server, without a path. */
  URI base() {
    return Addresses.base(url);
  }

  ServerAccess access(Map<String, String> environment) throws IOException {
    return new ServerAccess(
        apiKey == null ? keyOf(environment) : checked(apiKey, "--api-key"), authorities);
  }

  /**
   * Returns what the administration has to be shown.
   *
   * @param key as an option gives it; the variables that tell it to the server are asked without
   */
  ServerAccess adminAccess(@Nullable String key, Map<String, String> environment)
      throws IOException {
    String found =
        key == null
            ? keyOf(environment, ADMIN_KEY_VARIABLE, ADMIN_FILE_VARIABLE)
            : checked(key, "--admin-key");
    return found == null
        ? access(environment)
        : new ServerAccess(found, authorities);
  }

  /** Returns the key that variables tell; those are the ones that tell it to the server, too. */
  static @Nullable String keyOf(Map<String, String> environment) throws IOException {
    return keyOf(environment, KEY_VARIABLE, FILE_VARIABLE);
  }

  private static @Nullable String keyOf(
      Map<String, String> environment, String keyVariable, String fileVariable)
      throws IOException {
    String key = environment.get(keyVariable);
    if (key != null && !key.equals("none")) {
      return checked(key, keyVariable);
    }
    String file = environment.get(fileVariable);
    return file == null || file.equals("none")
        ? null
        : checked(Files.readString(Path.of(file)).strip(), fileVariable);
  }

  /** Or Java's client refuses it with a message that quotes it. */
  private static String checked(String key, String source) {
    if (!key.matches("[!-~]+")) {
      throw CliException.usage(source + " is not a key: it has blanks or other characters than ASCII");
    }
    return key;
  }
}
