package dev.straingauge.archiver.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the framework's report says otherwise than its log. There, a success is a request that was
 * accepted, and a time-out counts as nothing; here it is what took effect.
 */
final class Differences {

  private final Timeline timeline;
  private final List<String> found = new ArrayList<>();

  private Differences(Timeline timeline) {
    this.timeline = timeline;
  }

  /** One line for each count that differs. */
  static List<String> of(ObjectNode results, Timeline timeline) {
    Differences differences = new Differences(timeline);
    JsonNode operations = results.path("operations");
    for (String kind : Timeline.KINDS) {
      if (!kind.equals(Timeline.VERIFY)) {
        differences.compare(kind, operations.path(kind), kind);
      }
    }
    JsonNode scenarios = results.path("scenarios");
    differences.compare("shared_volume_rw", scenarios.path("shared_volume_rw"), Timeline.VERIFY);
    for (String kind : Timeline.SCENARIOS) {
      differences.compare(kind, scenarios.path(kind), kind);
    }
    JsonNode verify = operations.path("verify_read_write");
    differences.io("writes", verify, "write", timeline.verification().writes());
    differences.io("reads", verify, "read", timeline.verification().reads());
    return differences.found;
  }

  private void compare(String name, JsonNode told, String kind) {
    if (!told.isObject()) {
      return;
    }
    Operations operations = timeline.operations();
    long succeeded = operations.finished(kind, Outcome.SUCCEEDED);
    long failed = operations.finished(kind, Outcome.FAILED);
    long timedOut = operations.finished(kind, Outcome.TIMED_OUT);
    long started = operations.started(kind);
    long open = started - succeeded - failed - timedOut;
    long success = told.path("success").asLong();
    long fail = told.path("fail").asLong();
    if (success != succeeded || fail != started - succeeded) {
      found.add(
          "%s: the report says %,d succeeded, %,d failed; the log has %,d started: %,d took effect, %,d failed, %,d timed out, %,d without an end"
              .formatted(name, success, fail, started, succeeded, failed, timedOut, open));
    }
  }

  private void io(String name, JsonNode told, String prefix, long[] counts) {
    long success = told.path(prefix + "_success").asLong();
    if (told.isObject() && success != counts[0]) {
      found.add(
          "verification: the report says %,d %s succeeded; the log has %,d"
              .formatted(success, name, counts[0]));
    }
  }
}
