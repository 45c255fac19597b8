package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Audit;
import dev.straingauge.event.CauseCount;

/** What the run says about Straingauge itself. */
final class AuditJson {

  private AuditJson() {}

  static ObjectNode of(Audit audit) {
    ObjectNode json = Json.object();
    json.put("result", audit.getResult());
    json.set("lag", Distributions.json(audit.getLag()));
    json.set("longestStallSeconds", Json.seconds(audit.getLongestStallNanos()));
    json.set("clockDriftSeconds", Json.seconds(audit.getClockDriftNanos()));
    json.put("watchGaps", audit.getWatchGaps());
    ObjectNode setAside = json.putObject("setAside");
    for (CauseCount cause : audit.getSetAside()) {
      setAside.put(cause.getCause(), cause.getCount());
    }
    json.put("seriesOverflow", audit.getSeriesOverflow());
    json.put("openOverflow", audit.getOpenOverflow());
    return json;
  }
}
