package dev.straingauge.archiver.page;

import dev.straingauge.event.OperationSummary;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.KaplanMeier;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A distribution as a curve of percentiles: at which value which share is left.
 *
 * @param points in rising order
 */
record Curve(List<Point> points) {

  /**
   * One step.
   *
   * @param nanos the value
   * @param left share that is above it
   */
  record Point(double nanos, double left) {}

  /** Over all that started: what never ended keeps the curve from its end. */
  static Curve ofAll(OperationSummary operation) {
    List<LatencySketch> sketches = sketches(operation);
    return new Curve(
        points(sketches.get(0), operation.getFailed() + operation.getTimedOut(), sketches.get(2)));
  }

  /** Over those that succeeded only. */
  static Curve ofSurvivors(OperationSummary operation) {
    return new Curve(points(sketches(operation).getFirst(), 0, new LatencySketch()));
  }

  /** Over those that ended, and so many that never did. */
  static Curve of(LatencySketch ended, long never) {
    return new Curve(points(ended, never, new LatencySketch()));
  }

  /** By when all but that share had ended; empty where the data do not tell. */
  OptionalDouble at(double left) {
    for (Point point : points) {
      if (point.left() <= left) {
        return OptionalDouble.of(point.nanos());
      }
    }
    return OptionalDouble.empty();
  }

  private static List<Point> points(LatencySketch ended, long never, LatencySketch open) {
    List<Point> points = new ArrayList<>();
    KaplanMeier.curve(ended, never, open, (nanos, left) -> points.add(new Point(nanos, left)));
    return points;
  }

  /** Of what succeeded, what was given up, what was open; empty ones for what is no sketch. */
  static List<LatencySketch> sketches(OperationSummary operation) {
    return List.of(
        sketch(operation.getResponseSketch().array()),
        sketch(operation.getCensoredSketch().array()),
        sketch(operation.getUnfinishedSketch().array()));
  }

  private static LatencySketch sketch(byte[] bytes) {
    try {
      return LatencySketch.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      return new LatencySketch();
    }
  }
}
