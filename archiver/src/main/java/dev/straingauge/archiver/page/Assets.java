package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.ClusterWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Begin and end of a page: its own style and script, and a policy that lets a browser run those two
 * and load nothing.
 */
final class Assets {

  private static final String STYLE =
      read("page.css")
          + textRules(false)
          + "@media screen and (prefers-color-scheme:dark){"
          + Ink.darkRules()
          + Shades.darkRules()
          + textRules(true)
          + "}";
  private static final String SCRIPT = read("page.js");
  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
          .formatted(sha256(STYLE), sha256(SCRIPT));

  private Assets() {}

  static void begin(Markup out, String title) {
    out.verbatim("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").line();
    out.empty("meta", "charset", "utf-8").line();
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    out.element("title", title).line();
    out.open("style").verbatim(STYLE).close().line();
    out.close().line();
    out.open("body", "bgcolor", Ink.PAPER.light(), "text", Ink.TEXT.light()).line();
  }

  static void end(Markup out) {
    out.open("script").verbatim(SCRIPT).close().line();
    out.close().close().line();
  }

  /**
   * Where the sections are.
   *
   * @param links id and name of each, in turn
   */
  static void links(Markup out, String... links) {
    out.open("nav", "aria-label", "sections");
    for (int i = 0; i < links.length; i += 2) {
      out.element("a", links[i + 1], "href", "#" + links[i]).text(" ");
    }
    out.close().line();
  }

  /**
   * That the numbers are of no storage, if they are.
   *
   * @param simulated what was simulated; empty: nothing
   */
  static void simulated(Markup out, String simulated) {
    if (!simulated.isEmpty()) {
      out.open("p", "class", "note")
          .element("strong", simulated)
          .text(" " + ClusterWords.MEANING)
          .close()
          .line();
    }
  }

  /** Words in the colour of a state. */
  private static String textRules(boolean dark) {
    StringBuilder rules = new StringBuilder();
    for (Ink ink : Ink.values()) {
      rules.append(".%s{color:%s}".formatted(ink.word(), dark ? ink.dark() : ink.light()));
    }
    return rules.toString();
  }

  private static String read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("read '%s': not in the jar".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
