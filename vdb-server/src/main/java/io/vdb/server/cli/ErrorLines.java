package io.vdb.server.cli;

import io.vdb.core.error.VdbException;
import io.vdb.server.StartupException;
import io.vdb.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns failures into one line each, {@code vdb: what is wrong}, and an exit code. */
final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final String PREFIX = "vdb: ";

  private final Terminal terminal;

  ErrorLines(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    boolean root = command.getParent() == null;
    if (root && e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      print("there is no command '" + unmatched.getUnmatched().getFirst() + "'");
    } else {
      print(lowerFirst(String.valueOf(e.getMessage())));
    }
    terminal.err().print("Usage: " + command.getHelp().synopsis("Usage: ".length()));
    terminal.err().println(
        root
            ? "Commands: " + String.join(", ", command.getSubcommands().keySet())
            : "\"" + name + " --help\" tells more.");
    terminal.err().flush();
    return ExitCodes.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    VdbCommand root = (VdbCommand) command.getCommandSpec().root().userObject();
    if (root.verbose() || terminal.verboseByEnvironment()) {
      e.printStackTrace(terminal.err());
    }
    return switch (e) {
      case ParameterException wrong -> handleParseException(wrong, new String[0]);
      case CliException known -> {
        print(known.getMessage());
        yield known.exitCode();
      }
      case InterruptedException stopped -> {
        print("interrupted");
        yield ExitCodes.FAILURE;
      }
      case FileSystemException file -> {
        print(file.getMessage() + " (" + file.getClass().getSimpleName() + ")");
        yield ExitCodes.FAILURE;
      }
      case IOException expected -> {
        print(String.valueOf(expected.getMessage()));
        yield ExitCodes.FAILURE;
      }
      case ConfigException wrong -> {
        wrong.problems().forEach(this::print);
        yield ExitCodes.USAGE;
      }
      case StartupException expected -> {
        print(expected.getMessage());
        yield ExitCodes.FAILURE;
      }
      case VdbException expected -> {
        print(expected.getMessage());
        yield ExitCodes.FAILURE;
      }
      default -> {
        print("internal error: " + e + "; --verbose shows where");
        yield ExitCodes.FAILURE;
      }
    };
  }

  private void print(@Nullable String message) {
    terminal.err().println(PREFIX + message);
    terminal.err().flush();
  }

  private static String lowerFirst(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
