package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a component of the cluster talks to the API: client-go's token bucket, then the API's answer.
 * Requests wait in the order in which they were made; events, which client-go sends one after the
 * other, line up among themselves before they do. Without a limit they are not modelled at all.
 */
final class ApiClient {

  private static final double SECOND = 1e9;

  private final World world;
  private final Delay answer;
  private final boolean limited;
  private final long intervalNanos;
  private final long toleranceNanos;
  private final Queue<Runnable> events = new ArrayDeque<>();
  private boolean sendingEvent;

  /** When the bucket is full again. */
  private long fullNanos;

  /**
   * @param whose its limit; if the profile has none, its requests take no time
   * @param name for its draws
   */
  ApiClient(World world, Function<Clients, RequestRate> whose, String name) {
    this.world = world;
    Clients clients = world.profile.clients();
    @Nullable RequestRate rate = clients == null ? null : whose.apply(clients);
    limited = rate != null;
    answer = world.delay(world.profile.latencies().api(), "client/" + name);
    intervalNanos = rate == null ? 0 : (long) (SECOND / rate.perSecond());
    toleranceNanos = rate == null ? 0 : (rate.burst() - 1) * intervalNanos;
  }

  /** Runs {@code then} when the API has answered one request. */
  void request(Runnable then) {
    request(1, then);
  }

  /** Runs {@code then} when the API has answered so many requests, one after the other. */
  void request(int count, Runnable then) {
    if (limited && count > 0) {
      send(() -> request(count - 1, then));
    } else {
      then.run();
    }
  }

  /** Runs {@code then} when the API has taken an event; they are sent one at a time. */
  void event(Runnable then) {
    events.add(then);
    sendNextEvent();
  }

  /** The process has ended, and with it what it had not sent; its successor has a full bucket. */
  void reset() {
    events.clear();
    sendingEvent = false;
    fullNanos = 0;
  }

  private void sendNextEvent() {
    Runnable next = sendingEvent ? null : events.poll();
    if (next != null) {
      sendingEvent = true;
      request(
          () -> {
            sendingEvent = false;
            next.run();
            sendNextEvent();
          });
    }
  }

  private void send(Runnable then) {
    long now = world.timeline.nowNanos();
    long at = Math.max(now, fullNanos - toleranceNanos);
    fullNanos = Math.max(now, fullNanos) + intervalNanos;
    if (world.api.isBounded()) {
      world.timeline.at(at, () -> world.api.then(1, () -> answered(answer.next(), then)));
    } else {
      answered(at - now + answer.next(), then);
    }
  }

  private void answered(long afterNanos, Runnable then) {
    world.after(
        afterNanos,
        () -> {
          if (world.faults.throttles()) {
            world.after(Faults.RETRY_AFTER_NANOS, () -> send(then));
          } else {
            then.run();
          }
        });
  }
}
