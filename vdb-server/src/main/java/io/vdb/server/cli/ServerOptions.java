package io.vdb.server.cli;

import io.vdb.server.cli.load.ServerAccess;
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

  /** Returns the key that variables tell; those are the ones that tell it to the server, too. */
  static @Nullable String keyOf(Map<String, String> environment) throws IOException {
    String key = environment.get(KEY_VARIABLE);
    if (key != null && !key.equals("none")) {
      return checked(key, KEY_VARIABLE);
    }
    String file = environment.get(FILE_VARIABLE);
    return file == null || file.equals("none")
        ? null
        : checked(Files.readString(Path.of(file)).strip(), FILE_VARIABLE);
  }

  /** Or Java's client refuses it with a message that quotes it. */
  private static String checked(String key, String source) {
    if (!key.matches("[!-~]+")) {
      throw CliException.usage(source + " is not a key: it has blanks or other characters than ASCII");
    }
    return key;
  }
}
