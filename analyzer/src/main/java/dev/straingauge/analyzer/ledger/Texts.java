package dev.straingauge.analyzer.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What texts of Kubernetes and of drivers say, before and after the wording of 2026. Any may be
 * missing, cut or worded anew: they explain, and decide nothing that objects tell.
 */
final class Texts {

  /** Of what is kept of a text, in characters. */
  static final int MAX = 300;

  private static final int MAX_READ = 2_000;
  private static final String COMBINED = "(combined from similar events): ";
  private static final List<String> CONFLICT =
      List.of("Multi-Attach error for volume", "Waiting for detach for volume");
  private static final String IN_USE = "Volume is already";
  private static final String USED_BY = "already used by pod(s) ";

  private Texts() {}

  /** The text without what a recorder puts before it, as far as it is kept. */
  static String cut(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String own = text.startsWith(COMBINED) ? text.substring(COMBINED.length()) : text;
    return own.length() <= MAX ? own : own.substring(0, MAX);
  }

  /** Whether another node has the volume, in either wording. */
  static boolean isConflict(String note) {
    return CONFLICT.stream().anyMatch(note::startsWith) && note.contains(IN_USE);
  }

  /** Pods that have the volume, as far as the text names them. */
  static List<String> users(String note) {
    List<String> users = new ArrayList<>();
    int at = note.indexOf(USED_BY);
    if (at >= 0) {
      for (String user : note.substring(at + USED_BY.length()).split(", ", -1)) {
        int more = user.indexOf(" and ");
        String name = (more < 0 ? user : user.substring(0, more)).trim();
        if (!name.isEmpty() && name.indexOf(' ') < 0) {
          users.add(name);
        }
      }
    }
    return users;
  }

  /** The volume that the text is about; null if it names none. */
  static @Nullable String volume(String note) {
    int from = note.indexOf("for volume \"");
    if (from < 0) {
      return null;
    }
    from += "for volume \"".length();
    int to = note.indexOf('"', from);
    return to < 0 ? null : note.substring(from, to);
  }

  /** Whether the driver says that there is no such volume. */
  static boolean isLost(@Nullable String error) {
    if (error == null) {
      return false;
    }
    String text = lower(error);
    if (text.contains("invalidvolume.notfound")) {
      return true;
    }
    int code = text.indexOf("code = notfound");
    if (code < 0) {
      return false;
    }
    String said = description(text);
    return (said.contains("volume") || said.contains("disk"))
        && !said.startsWith("node")
        && !said.startsWith("instance");
  }

  /** The handle that the driver did not find; null if it does not say. */
  static @Nullable String lostHandle(String error) {
    String said = description(error);
    int at = lower(said).indexOf("volume ");
    if (at < 0) {
      return null;
    }
    String handle = said.substring(at + "volume ".length()).trim().split("[\\s,]", 2)[0];
    String bare = handle.replaceAll("^['\"]|['\":.]+$", "");
    return bare.isEmpty() || bare.equals("not") ? null : bare;
  }

  static boolean isThrottled(@Nullable String error) {
    return containsAny(
        error,
        "throttl",
        "rate exceeded",
        "requestlimitexceeded",
        "toomanyrequests",
        "too many requests",
        "resourceexhausted desc = rate",
        " 429");
  }

  static boolean isDriverMissing(@Nullable String error) {
    return containsAny(
        error, "does not contain driver", "not found in the list of registered csi drivers");
  }

  static boolean isLimit(@Nullable String error) {
    return containsAny(
        error,
        "attachment limit",
        "attachmentlimitexceeded",
        "exceed max volume count",
        "maximum number of attached",
        "max attachments");
  }

  static boolean isStale(@Nullable String error) {
    return containsAny(
        error, "stale file handle", "stale nfs file handle", "stale_file_handle", "estale");
  }

  static boolean isInUse(@Nullable String error) {
    return containsAny(error, "volumeinuse", "already attached to");
  }

  /** After {@code desc = } and a driver's name of the call in brackets. */
  private static String description(String error) {
    int at = error.indexOf("desc = ");
    String said = at < 0 ? error : error.substring(at + "desc = ".length());
    if (said.startsWith("[")) {
      int end = said.indexOf(']');
      said = end < 0 ? said : said.substring(end + 1);
    }
    return said.trim();
  }

  private static boolean containsAny(@Nullable String error, String... words) {
    if (error == null) {
      return false;
    }
    String text = lower(error);
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static String lower(String text) {
    return (text.length() <= MAX_READ ? text : text.substring(0, MAX_READ))
        .toLowerCase(Locale.ROOT);
  }
}
