package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code report.html}: the report of a run as one page, of plain tables and static SVG. It needs no
 * script, no style and nothing from elsewhere; both only add dark colours, a readout and sorting.
 * The same report and records give the same bytes. Pure.
 */
public final class RunPage {

  /** Size of a page at most, as long as what has no coarser form does not need more. */
  public static final int MOST_BYTES = 1024 * 1024;

  private RunPage() {}

  /**
   * The page; empty for a run without a Summary.
   *
   * @param document the run's report, schema {@code straingauge.summary/1}; what it says of the
   *     size of the archive is not used
   * @param records of the run; read several times
   * @throws dev.straingauge.archiver.store.StoreException if records cannot be read
   */
  public static Optional<byte[]> write(JsonNode document, RunRecords records) {
    return Contents.read(document, records).map(RunPage::fitting);
  }

  /** The richest page that fits. */
  private static byte[] fitting(Contents contents) {
    byte[] page = {};
    for (Detail detail : Detail.LADDER) {
      page = page(contents, detail).getBytes(StandardCharsets.UTF_8);
      if (page.length <= MOST_BYTES) {
        break;
      }
    }
    return page;
  }

  private static String page(Contents contents, Detail detail) {
    Markup out = new Markup();
    JsonNode document = contents.document();
    Assets.begin(
        out,
        "%s %s%s · Straingauge"
            .formatted(
                document.path("verdict").asText(),
                document.path("run").asText(),
                contents.isSimulated() ? " (simulated)" : ""));
    out.open("main").line();
    HeadSection.draw(out, contents);
    Assets.links(
        out,
        "thresholds",
        "thresholds",
        "operations",
        "operations",
        "load-section",
        "load",
        "phases",
        "phases",
        "volumes-section",
        "volumes",
        "incidents",
        "incidents",
        "measurements",
        "measurements",
        "trust",
        "books, audit, clean-up",
        "reproduce",
        "reproduce");
    section(out, () -> ThresholdSection.draw(out, contents));
    section(out, () -> new ResponseSection(out, contents, detail).draw());
    section(out, () -> LoadSection.drawLoad(out, contents));
    section(out, () -> LoadSection.drawPhases(out, contents));
    section(out, () -> IncidentSection.drawVolumes(out, contents));
    section(out, () -> IncidentSection.drawIncidents(out, contents, detail.stories()));
    section(out, () -> MeasureSection.draw(out, contents));
    section(out, () -> TrustSection.draw(out, contents));
    section(out, () -> TrustSection.drawReproduction(out, contents));
    out.close().line();
    Assets.end(out);
    return out.toString();
  }

  private static void section(Markup out, Runnable content) {
    out.open("section").line();
    content.run();
    out.close().line();
  }
}
