package dev.straingauge.producer.scenario;

import dev.straingauge.producer.cluster.ClusterException;

/** What operations do to the model of the cluster. */
final class Changes {

  private Changes() {}

  /** Something comes into being. */
  static Intents.Change making(Living living) {
    return new Intents.Change() {
      @Override
      public void tookEffect() {
        living.ready();
      }

      @Override
      public void failed(boolean accepted, ClusterException cause) {
        if (!accepted || cause.reason().equals("Deleted")) {
          living.gone();
        }
      }
    };
  }

  /** Something goes. */
  static Intents.Change deleting(Living living) {
    return new Intents.Change() {
      @Override
      public void tookEffect() {
        living.gone();
      }

      @Override
      public void failed(boolean accepted, ClusterException cause) {
        if (cause.reason().equals("NotFound")) {
          living.gone();
        } else {
          living.stays();
        }
      }
    };
  }

  /** Nothing comes or goes. */
  static Intents.Change none() {
    return new NoChange();
  }

  private static final class NoChange implements Intents.Change {

    @Override
    public void tookEffect() {}

    @Override
    public void failed(boolean accepted, ClusterException cause) {}
  }
}
