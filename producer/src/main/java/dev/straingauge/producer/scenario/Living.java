package dev.straingauge.producer.scenario;

/**
 * Something in the cluster from the request that makes it until it is gone. Effects may come in any
 * order, and after they were given up.
 */
abstract sealed class Living permits Population.Claim, Population.Pod, Population.Snapshot {

  private final String name;
  private State state = State.PENDING;
  private boolean wasReady;

  Living(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Whether it took effect and nobody has asked for its deletion. */
  final boolean isReady() {
    return state == State.READY;
  }

  final boolean isGone() {
    return state == State.GONE;
  }

  /** It took effect. */
  final void ready() {
    wasReady = true;
    if (state == State.PENDING) {
      become(State.READY);
    }
  }

  /** Its deletion is asked for. */
  final void deleting() {
    if (state != State.GONE) {
      become(State.DELETING);
    }
  }

  /** Its deletion failed. */
  final void stays() {
    if (state == State.DELETING) {
      become(wasReady ? State.READY : State.PENDING);
    }
  }

  /** It is gone, or never was. */
  final void gone() {
    if (state != State.GONE) {
      become(State.GONE);
    }
  }

  /** Its state is another now. */
  abstract void changed();

  private void become(State next) {
    state = next;
    changed();
  }

  private enum State {
    PENDING,
    READY,
    DELETING,
    GONE
  }
}
