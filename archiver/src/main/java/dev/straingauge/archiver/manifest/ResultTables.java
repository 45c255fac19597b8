package dev.straingauge.archiver.manifest;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Label;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RuleValue;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of slices, rolling windows, breaches and incidents. */
final class ResultTables {

  private ResultTables() {}

  static void add(Table table, Slice slice) {
    series(table.begin(), slice.getSeries())
        .time(slice.getStart())
        .number(slice.getStarted())
        .number(slice.getSkipped())
        .number(slice.getSucceeded())
        .number(slice.getFailed())
        .number(slice.getTimedOut())
        .number(slice.getErrors())
        .number(slice.getBytes())
        .number(slice.getInFlight())
        .number(slice.getCoveredNanos())
        .distribution(response(slice))
        .bytes(slice.getResponse().array())
        .bytes(slice.getService().array())
        .bytes(slice.getCensored().array())
        .end();
  }

  static void add(Table table, Rolling rolling) {
    series(table.begin(), rolling.getSeries())
        .time(rolling.getEnd())
        .real(rolling.getWindowNanos() / 1e9)
        .real(rolling.getAdvanceNanos() / 1e9)
        .number(rolling.getStarted())
        .number(rolling.getSkipped())
        .number(rolling.getSucceeded())
        .number(rolling.getFailed())
        .number(rolling.getTimedOut())
        .number(rolling.getErrors())
        .number(rolling.getBytes())
        .number(rolling.getInFlight())
        .number(rolling.getMaxInFlight())
        .number(rolling.getCoveredNanos())
        .distribution(rolling.getResponse())
        .distribution(rolling.getService())
        .end();
  }

  static void add(Table table, IncidentEvent incident) {
    table
        .begin()
        .text(incident.getIncidentId())
        .text(incident.getKind().name())
        .text(incident.getState().name())
        .time(incident.getSince())
        .time(incident.getUntil())
        .time(incident.getKindSince())
        .text(incident.getVolume())
        .text(incident.getClaim())
        .text(incident.getNamespace())
        .text(incident.getPod())
        .text(incident.getPodUid())
        .text(incident.getNode())
        .text(incident.getHolderPod())
        .text(incident.getHolderNode())
        .text(incident.getCause())
        .text(
            incident.getEvidence().stream()
                .map(Evidence::getText)
                .collect(Collectors.joining("; ")))
        .flag(incident.getBlind())
        .integer(incident.getSequence())
        .end();
  }

  static void add(Table table, BreachEvent breach) {
    table
        .begin()
        .text(breach.getBreachId())
        .integer(breach.getSequence())
        .text(breach.getKind().name())
        .text(breach.getRule())
        .text(breach.getRuleVersion())
        .text(breach.getSeries().getMeasure())
        .text(breach.getSeries().getOperation())
        .text(labels(breach.getSeries()))
        .time(breach.getAt())
        .time(breach.getSince())
        .text(breach.getLevel().name())
        .text(breach.getBefore().name())
        .real(breach.getWindowNanos() / 1e9);
    Long bound = breach.getBoundBillionths();
    RuleValue value = breach.getValue();
    if (bound == null) {
      table.none();
    } else {
      table.real(bound / 1e9);
    }
    if (value == null) {
      table.none().none().none().none().none().none();
    } else {
      table
          .number(value.getNumerator())
          .number(value.getDenominator())
          .flag(value.getReached())
          .number(value.getCount())
          .number(value.getSucceeded())
          .number(value.getEnded());
    }
    table.flag(breach.getAbort()).end();
  }

  private static Table series(Table table, SeriesKey series) {
    return table
        .text(series.getMeasure())
        .text(series.getOperation())
        .text(series.getStep())
        .text(labels(series));
  }

  private static String labels(SeriesKey series) {
    return series.getLabels().stream().map(ResultTables::label).collect(Collectors.joining(","));
  }

  private static String label(Label label) {
    return label.getKey() + "=" + label.getValue();
  }

  /** Null when the bytes are no sketches: somebody else wrote them, and B6 says so. */
  private static @Nullable Distribution response(Slice slice) {
    try {
      return Distributions.ranked(
          LatencySketch.fromBytes(slice.getResponse().array()),
          LatencySketch.fromBytes(slice.getCensored().array()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
