package dev.straingauge.archiver.report;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * What read-write verification measured, volume by volume, and how the EFS framework's report shows
 * it.
 */
public interface EfsVolumes {

  /** Totals of {@code kind} over all volumes: I/Os, errors. */
  long[] totals(String kind);

  /** Shows each volume in turn. */
  void forEach(VolumeVisitor visitor) throws IOException;

  /**
   * I/O of one kind that read-write verification did on a volume.
   *
   * @param kind read, write or metadata
   * @param count I/Os
   * @param errors of them failed
   * @param bytes of those that succeeded
   * @param nanos sum of the measured intervals
   * @param p50Nanos median service time, if any succeeded
   * @param p95Nanos 95th percentile
   * @param p99Nanos 99th percentile
   */
  record VolumeIo(
      String kind,
      long count,
      long errors,
      long bytes,
      long nanos,
      OptionalLong p50Nanos,
      OptionalLong p95Nanos,
      OptionalLong p99Nanos) {}

  /** Sees one volume. */
  @FunctionalInterface
  interface VolumeVisitor {
    /** A volume and its I/O, at most one entry a kind. */
    void volume(String name, List<VolumeIo> io) throws IOException;
  }
}
