package dev.straingauge.archiver.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Why the operating system refused, in words a user knows. */
public final class IoWords {

  private IoWords() {}

  /** What a walk through folders failed with. */
  public static IOException cause(UncheckedIOException e) {
    return Objects.requireNonNull(e.getCause(), "it is made of one");
  }

  /** The reason, without the name of the file, of either kind. */
  static String of(Exception cause) {
    return switch (cause) {
      case IOException io -> of(io);
      case UncheckedIOException unchecked -> of(cause(unchecked));
      default -> String.valueOf(cause.getMessage());
    };
  }

  /** The reason, without the name of the file. */
  public static String of(IOException cause) {
    String message = cause.getMessage();
    return switch (cause) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such folder or file";
      case FileAlreadyExistsException exists -> "a file of that name exists";
      case NotDirectoryException file -> "not a folder";
      case DirectoryNotEmptyException full -> "a folder that is not empty";
      case FileSystemLoopException loop -> "a folder that leads back to itself";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case UnknownHostException unknown -> "unknown host " + message;
      case SocketTimeoutException slow -> "no answer in time";
      case NoRouteToHostException far -> "no route to the host";
      case EOFException cut when message == null -> "it ends too early";
      default -> message == null ? "input or output failed" : message;
    };
  }
}
