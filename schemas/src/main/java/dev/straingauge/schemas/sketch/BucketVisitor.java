package dev.straingauge.schemas.sketch;

/** What is called for each bucket of a sketch. */
@FunctionalInterface
public interface BucketVisitor {

  /**
   * One bucket.
   *
   * @param index as in {@link Buckets}
   * @param count how many values it holds, positive
   */
  void bucket(int index, long count);
}
