package dev.straingauge.cli.progress;

import dev.straingauge.cli.progress.LiveView.Note;
import dev.straingauge.cli.progress.LiveView.Row;
import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.progress.LiveView.Window;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Views for tests. */
final class Views {

  private Views() {}

  static LiveView at(int seconds, State state) {
    return new LiveView(
        state,
        "etcd-rolling-restart/20261121074512",
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(600),
        "rolling-restart",
        2,
        3,
        List.of(
            new Row("create_pvc", 1200, 1200, 0, 0, 0, Window.NONE),
            new Row("attach_pod", 3200, 3124, 14, 30, 32, new Window(8, 480, "4.0 s", "31.4 s"))),
        87,
        4_000_000,
        31_000_000,
        74_000,
        24.0,
        23.9,
        Duration.ofMillis(300),
        Duration.ofSeconds(37),
        List.of(
            new Note(Duration.ZERO, "create started", true),
            new Note(Duration.ofSeconds(120), "rolling-restart started", true),
            new Note(Duration.ofSeconds(248), "node-loss node-17", false)),
        RulesView.NONE,
        List.of());
  }

  static LiveView withKinds(int kinds) {
    LiveView view = at(372, State.RUNNING);
    return new LiveView(
        view.state(),
        view.run(),
        view.at(),
        view.planned(),
        view.step(),
        view.stepIndex(),
        view.steps(),
        IntStream.range(0, kinds)
            .mapToObj(i -> new Row("kind_" + i, i, i, 0, 0, 0, Window.NONE))
            .toList(),
        view.inFlight(),
        view.lagP99Nanos(),
        view.lagMaxNanos(),
        view.events(),
        -1,
        0,
        Duration.ofNanos(-1),
        view.elapsed(),
        view.notes(),
        view.rules(),
        view.breaches());
  }

  static LiveView withRules(RulesView rules, Note... breaches) {
    LiveView view = at(372, State.RUNNING);
    return new LiveView(
        view.state(),
        view.run(),
        view.at(),
        view.planned(),
        view.step(),
        view.stepIndex(),
        view.steps(),
        view.rows(),
        view.inFlight(),
        view.lagP99Nanos(),
        view.lagMaxNanos(),
        view.events(),
        view.offered(),
        view.achieved(),
        view.behind(),
        view.elapsed(),
        view.notes(),
        rules,
        List.of(breaches));
  }
}
