package io.vdb.server.cli;

import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns failures into one line each, {@code vdb: what is wrong}, and an exit code. */
final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final String PREFIX = "vdb: ";

  private final Terminal terminal;

  ErrorLines(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    print(e.getMessage());
    CommandLine command = e.getCommandLine();
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal.err())) {
      command.usage(terminal.err());
    }
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
}
