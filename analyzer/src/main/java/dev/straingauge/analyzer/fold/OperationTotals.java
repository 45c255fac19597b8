package dev.straingauge.analyzer.fold;

import dev.straingauge.event.FailureCount;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;
import dev.straingauge.schemas.survival.KaplanMeier;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Totals of operations in the form of the summary.
 *
 * @param withSketches whether sketches are told, or left empty
 */
record OperationTotals(boolean withSketches) {

  OperationSummary summary(String operation, Totals totals) {
    LatencySketch response = Tally.orEmpty(totals.response);
    return OperationSummary.newBuilder()
        .setOperation(operation)
        .setStarted(totals.started)
        .setRecovered(totals.recovered)
        .setSkipped(totals.skipped)
        .setSucceeded(totals.succeeded)
        .setFailed(totals.failed)
        .setTimedOut(totals.timedOut)
        .setUnfinished(totals.unfinished)
        .setLateEffects(totals.lateEffects)
        .setRetries(totals.retries)
        .setBytes(totals.bytes)
        .setFailures(failures(totals))
        .setResponse(
            KaplanMeier.distribution(
                response,
                totals.errors(),
                Tally.orEmpty(totals.censored),
                Tally.orEmpty(totals.ages)))
        .setSurvivors(Distributions.of(response))
        .setService(Distributions.of(Tally.orEmpty(totals.service)))
        .setResponseSketch(sketch(totals.response))
        .setCensoredSketch(sketch(totals.censored))
        .setUnfinishedSketch(sketch(totals.ages))
        .build();
  }

  ByteBuffer noSketch() {
    return Tally.toBytes(null);
  }

  ByteBuffer sketch(@Nullable LatencySketch sketch) {
    return Tally.toBytes(withSketches ? sketch : null);
  }

  private static List<FailureCount> failures(Totals totals) {
    return totals.failures().entrySet().stream()
        .sorted(
            Map.Entry.<Totals.Reason, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            entry ->
                new FailureCount(entry.getKey().reason(), entry.getKey().code(), entry.getValue()))
        .toList();
  }
}
