package dev.straingauge.cli.embedded;

import dev.straingauge.archiver.store.IoWords;
import java.io.IOException;
import java.net.BindException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells apart why the operating system refused. */
public final class IoCauses {

  private IoCauses() {}

  /** Whether the device, or the user's quota, is full. */
  public static boolean isDiskFull(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof IOException
          && (message.contains("no space left") || message.contains("quota exceeded"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a port was taken. */
  static boolean isBindFailure(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || String.valueOf(cause.getMessage()).contains("failed to bind")) {
        return true;
      }
    }
    return false;
  }

  /** The reason in words a user knows. */
  public static String words(IOException cause) {
    return IoWords.of(cause);
  }
}
