package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Trouble;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A real cluster. Requests and watches have threads of their own; what they bring is stamped and
 * written when it arrives, and only then posted to the stage, where promises are kept. It changes
 * nothing but objects of its run. The methods of the port belong to the stage's turn and never
 * block.
 */
public final class KubernetesCluster implements Cluster {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration EXEC_LIMIT = Duration.ofMinutes(2);
  private static final Duration LAST_WATCHES = Duration.ofSeconds(5);
  private static final Duration LAST_DIAGNOSTICS = Duration.ofSeconds(15);
  private static final Duration IO_GRACE = Duration.ofSeconds(2);
  private static final long LOOK_NANOS = 20_000_000L;

  private final KubernetesConnection connection;
  private final Survey survey;
  private final Scenario scenario;
  private final StageEngine stage;
  private final Names names;
  private final Observed observed;
  private final Effects effects = new Effects();
  private final Manifests manifests;
  private final ObjectRequests requests;
  private final Submissions submissions;
  private final Watches watches;
  private final KnownDriver knownDriver;
  private final Diagnostics diagnostics;
  private final ClusterFaults faults;
  private final NodeMarks marks;
  private final PodIo podIo;
  private final PodExec exec;
  private volatile @Nullable Observer observer;
  private @Nullable Promise<Accepted> setUp;
  private @Nullable Promise<List<CleanupOfKind>> cleanUp;
  private Promise<Boolean> answered = Promise.of(true);
  private Promise<Boolean> ioDone = Promise.of(true);
  private int underWay;

  /**
   * @param connection the way to it; whoever opened it closes it, after the run
   * @param survey what was found there
   * @param run whose objects they are
   * @param stage where the run's strands are
   * @param journal where every change that is seen goes
   */
  public KubernetesCluster(
      KubernetesConnection connection,
      Survey survey,
      Scenario scenario,
      RunId run,
      StageEngine stage,
      Journal journal) {
    this.connection = connection;
    this.survey = survey;
    this.scenario = scenario;
    this.stage = stage;
    names = new Names(run);
    observed = new Observed(body -> write(journal, body), stage::nowNanos);
    Expectations expectations = new Expectations(observed, this::settled);
    observed.listener(expectations::look);
    manifests =
        new Manifests(
            names,
            survey.namespace(),
            scenario.target(),
            connection.settings().pod().of(scenario),
            survey.accessMode());
    requests = new ObjectRequests(connection, names);
    exec = new PodExec(connection, survey.namespace(), EXEC_LIMIT);
    ControllerCrash controller =
        new ControllerCrash(
            connection,
            requests,
            survey.controllers(),
            connection.settings().allowedFaults().contains(ControllerCrash.FAULT),
            observed,
            stage::nowNanos);
    submissions =
        new Submissions(
            requests,
            manifests,
            observed,
            expectations,
            new Conditions(observed, survey.waitsForConsumer()),
            exec,
            controller,
            setSubmissions(),
            this::settled,
            survey.namespace(),
            survey.features(),
            stage::nowNanos);
    watches = new Watches(connection, names, observed, survey.namespace());
    knownDriver =
        new KnownDriver(
            connection, survey.driver().getName(), survey.csiDriver(), survey.images(), observed);
    marks = new NodeMarks(connection, requests, names);
    faults =
        new ClusterFaults(
            scenario.faults(),
            scenario.seed(),
            marks,
            requests,
            controller,
            observed,
            stage.timeline());
    diagnostics =
        new Diagnostics(
            new Diagnosis(connection, survey, names, observed), observed::write, stage::nowNanos);
    podIo = new PodIo(connection, survey.namespace(), observed, stage::nowNanos);
  }

  @Override
  public ClusterFacts facts() {
    return survey.facts();
  }

  @Override
  public Driver driver() {
    return survey.driver();
  }

  @Override
  public boolean has(Feature feature) {
    return switch (feature) {
      case EXPANSION -> survey.expands();
      case SNAPSHOTS -> survey.snapshots();
      case ATTACHMENT -> survey.csiDriver().getAttachRequired();
    };
  }

  @Override
  public Promise<Accepted> setUp() {
    Promise<Accepted> done = setUp;
    if (done == null) {
      Promise<Accepted> begun = new Promise<>();
      done = begun;
      setUp = done;
      beside(
          "set-up",
          this::prepare,
          ready -> {
            faults.begin();
            begun.complete(ready);
          },
          begun::fail);
    }
    return done;
  }

  @Override
  public Promise<Accepted> submit(Intent intent) {
    Promise<Accepted> accepted = new Promise<>();
    long operation = intent.operationId();
    effects.renew(operation);
    if (cleanUp != null) {
      ClusterException closing =
          new ClusterException(
              "Closing",
              "",
              "submit operation %d: the cluster is being cleaned up".formatted(operation));
      effects.fail(operation, closing);
      accepted.fail(closing);
      return accepted;
    }
    if (intent instanceof Intent.DeletePod delete) {
      podIo.leave(delete.pod());
    }
    long waitNanos = connection.reserve();
    beside(
        "operation-" + operation,
        () -> submissions.submit(intent, waitNanos),
        accepted::complete,
        refusal -> {
          effects.fail(operation, refusal);
          accepted.fail(refusal);
        });
    return accepted;
  }

  @Override
  public Promise<Effect> effect(long operationId) {
    return effects.of(operationId);
  }

  @Override
  public Promise<Boolean> io(String step, Optional<Scenario.IoLoad> load) {
    ioDone.complete(true);
    Promise<Boolean> now = new Promise<>();
    if (load.isEmpty()) {
      now.complete(true);
    }
    ioDone = now;
    podIo.demand(
        load.map(wanted -> new IoDemand(step, wanted, cause -> stage.post(() -> now.fail(cause)))));
    return now;
  }

  @Override
  public void observe(Observer next) {
    observer = next;
  }

  @Override
  public Duration grace() {
    return PodIo.isAskedFor(scenario) ? IO_GRACE : Duration.ZERO;
  }

  @Override
  public void explain(Trouble trouble) {
    diagnostics.take(trouble);
  }

  @Override
  public Promise<List<CleanupOfKind>> cleanUp() {
    Promise<List<CleanupOfKind>> done = cleanUp;
    if (done == null) {
      Promise<List<CleanupOfKind>> certificate = new Promise<>();
      done = certificate;
      cleanUp = done;
      // a request that is still under way may make something after the scan
      answered.whenDone(
          none -> beside("clean-up", this::removeAll, certificate::complete, certificate::fail));
    }
    return done;
  }

  private @Nullable SetSubmissions setSubmissions() {
    return scenario
        .sets()
        .map(
            settings ->
                new SetSubmissions(
                    requests,
                    new SetManifests(
                        names,
                        survey.namespace(),
                        manifests,
                        scenario.target().storageClass().name(),
                        survey.accessMode(),
                        settings),
                    observed,
                    exec,
                    survey.namespace(),
                    manifests.image(),
                    stage::nowNanos))
        .orElse(null);
  }

  private Accepted prepare() {
    if (survey.makesNamespace()
        && requests.createIfMissing("/api/v1/namespaces", manifests.namespace())) {
      observed.made(Watches.NAMESPACE);
    }
    watches.start(scenario.target().storageClass().name(), survey.driver().getName(), knownDriver);
    knownDriver.start();
    if (survey.snapshots()) {
      watches.startSnapshots();
    }
    if (survey.makesClass()
        && requests.createIfMissing(
            "/apis/storage.k8s.io/v1/storageclasses",
            manifests.storageClass(survey.driver().getName()))) {
      observed.made(Watches.STORAGE_CLASS);
    }
    return new Accepted(Submissions.instant(stage.nowNanos()), 0);
  }

  private List<CleanupOfKind> removeAll() {
    podIo.close();
    diagnostics.finish(LAST_DIAGNOSTICS); // as long as there is something to look at
    faults.end();
    boolean clusterWide = survey.makesClass() || survey.makesNamespace();
    Scan scan =
        new Scan(
            connection,
            names,
            survey.namespace(),
            observed::isKnownVolume,
            clusterWide,
            !scenario.faults().isEmpty(),
            survey.snapshots(),
            scenario.sets().isPresent());
    List<Left> left = new Cleanup(connection, requests, marks, scan, PATIENCE, null).run();
    List<String> kinds =
        new ArrayList<>(List.of(Watches.CLAIM, Watches.VOLUME, Watches.ATTACHMENT, Watches.POD));
    if (survey.snapshots()) {
      kinds.addAll(List.of(Watches.SNAPSHOT, Watches.SNAPSHOT_CONTENT));
    }
    awaitWatches(kinds, left.size());
    knownDriver.close();
    watches.close();
    tellThrottling();
    observed.close();
    if (scenario.sets().isPresent()) {
      kinds.add(Watches.STATEFUL_SET);
    }
    if (survey.makesClass()) {
      kinds.add(Watches.STORAGE_CLASS);
    }
    if (survey.makesNamespace()) {
      kinds.add(Watches.NAMESPACE);
    }
    if (!scenario.faults().isEmpty()) {
      kinds.add(NodeMarks.KIND);
    }
    return Cleanup.certificate(observed, kinds, left);
  }

  private void tellThrottling() {
    long throttled = connection.throttled();
    if (throttled > 0) {
      observed.write(
          new Measurement(
              "kubernetes_api_throttled",
              List.of(),
              stage.nowNanos(),
              (double) throttled,
              "answers"));
    }
  }

  /** The scan may be ahead of the watches. */
  private void awaitWatches(List<String> kinds, int left) {
    long until = System.nanoTime() + LAST_WATCHES.toNanos();
    while (System.nanoTime() < until
        && kinds.stream().mapToInt(kind -> observed.alive(kind).size()).sum() > left) {
      KubernetesConnection.pause(LOOK_NANOS);
    }
  }

  private void settled(
      long operationId, long atNanos, long bytes, @Nullable ClusterException failure) {
    stage.post(
        () -> {
          if (failure == null) {
            effects.complete(operationId, new Effect(Submissions.instant(atNanos), bytes));
          } else {
            effects.fail(operationId, failure);
          }
        });
  }

  /** A journal that takes no more ends the run, whoever was writing. */
  private void write(Journal journal, SpecificRecord body) {
    try {
      journal.write(body);
      Observer told = observer;
      if (told != null && body instanceof ObjectChanged change) {
        long now = stage.nowNanos();
        stage.post(() -> told.changed(change, now));
      }
    } catch (RuntimeException e) {
      stage.post(
          () -> {
            throw e;
          });
    }
  }

  /** Does blocking work in a thread of its own and brings back what came of it. */
  private <T> void beside(
      String name, Work<T> work, Consumer<T> done, Consumer<ClusterException> refused) {
    if (underWay++ == 0) {
      answered = new Promise<>();
    }
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              Runnable outcome;
              try {
                T result = work.get();
                outcome = () -> done.accept(result);
              } catch (ClusterException e) {
                outcome = () -> refused.accept(e);
              } catch (RuntimeException | Error e) {
                outcome =
                    () -> {
                      throw e;
                    };
              }
              stage.post(answered(outcome));
            });
  }

  private Runnable answered(Runnable outcome) {
    return () -> {
      underWay--;
      if (underWay == 0) {
        answered.complete(true);
      }
      outcome.run();
    };
  }

  private interface Work<T> {
    T get();
  }
}
