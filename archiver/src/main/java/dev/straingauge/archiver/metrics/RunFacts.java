package dev.straingauge.archiver.metrics;

import dev.straingauge.schemas.run.RunId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run was: all that decides with which other runs it may be compared.
 *
 * @param run name under which it is archived; its time is the order of a history
 * @param scenario name of its scenario
 * @param seed of its plan
 * @param planHash of its plan, seed and driver version included
 * @param driver what was measured
 * @param cluster where
 * @param straingaugeVersion which measured
 * @param analysisVersion of the analysis; numbers of different ones may differ by definition
 * @param verdict NONE, PASS, FAIL or UNDECIDED
 * @param end completed, aborted, crashed, closed by operator, abandoned
 * @param labels given by the user
 * @param unfit why the run must not take part in comparisons; empty for one that may
 */
public record RunFacts(
    RunId run,
    String scenario,
    long seed,
    String planHash,
    Driver driver,
    Cluster cluster,
    String straingaugeVersion,
    int analysisVersion,
    String verdict,
    String end,
    SortedMap<String, String> labels,
    String unfit) {

  public RunFacts {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /**
   * The driver.
   *
   * @param name its name
   * @param version at the start of the run
   * @param changed whether version or images became others in the middle of the run: it measures no
   *     one version then
   */
  public record Driver(String name, String version, boolean changed) {}

  /**
   * The cluster.
   *
   * @param kind simulated or kubernetes
   * @param version of Kubernetes, or of the simulation
   * @param nodes how many
   * @param fingerprint equal for clusters whose numbers may be compared
   */
  public record Cluster(String kind, String version, long nodes, String fingerprint) {}

  /** Whether the run may take part in comparisons. */
  public boolean fit() {
    return unfit.isEmpty();
  }
}
