package dev.straingauge.archiver.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What holds of every page. */
final class PageChecks {

  static final String EVIL = "</title></desc></svg><script>alert(1)</script>\u0007\u202E\"'&";

  private PageChecks() {}

  /** Is the recorded page, byte for byte. */
  static void isRecorded(byte[] page, String name) throws IOException {
    Path actual = Path.of("target", name.replace(".html", "-actual.html"));
    Files.createDirectories(Path.of("target"));
    Files.write(actual, page);
    try (var recorded = PageChecks.class.getResourceAsStream(name)) {
      assertThat(recorded).as("recorded page; what was drawn is in %s", actual).isNotNull();
      assertThat(new String(page, UTF_8))
          .as("what was drawn is in %s", actual)
          .isEqualTo(new String(recorded.readAllBytes(), UTF_8));
    }
  }

  /** The same under another locale and zone. */
  static void isTheSameElsewhere(Supplier<byte[]> page) {
    byte[] here = page.get();
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
      assertThat(new String(page.get(), UTF_8)).isEqualTo(new String(here, UTF_8));
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  /** Whole without style and script, and nothing from elsewhere. */
  static void standsAlone(byte[] bytes) throws Exception {
    String page = new String(bytes, UTF_8);
    assertThat(page)
        .doesNotContain("http://", "https://", "url(", "@import", " src=", "style=\"", "<link");
    Matcher svg = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL).matcher(page);
    int charts = 0;
    while (svg.find()) {
      charts++;
      Document chart =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg.group())));
      assertThat(chart.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
      assertThat(chart.getElementsByTagName("desc").item(0).getTextContent()).isNotBlank();
      for (String shape : new String[] {"path", "rect", "text"}) {
        for (int i = 0; i < chart.getElementsByTagName(shape).getLength(); i++) {
          var attributes = chart.getElementsByTagName(shape).item(i).getAttributes();
          assertThat(
                  attributes.getNamedItem("fill") != null
                      || attributes.getNamedItem("stroke") != null)
              .as("%s %d has a colour without style rules", shape, i)
              .isTrue();
        }
      }
    }
    assertThat(charts).isPositive();
  }

  /** Holds {@link #EVIL} as text and only so. */
  static void showsEvilAsText(byte[] bytes) throws Exception {
    String page = new String(bytes, UTF_8);
    assertThat(page).contains("alert(1)").doesNotContain("<script>alert", "\u0007", "\u202E");
    assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(1);
    standsAlone(bytes);
  }
}
