package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the objects of one kind and follows their changes, for ever: a lost watch goes on where it
 * was, and if the server no longer knows that place (410) everything is listed again. It keeps no
 * objects, so foreign ones cost nothing. The sink is called from one thread at a time, in order.
 *
 * @param <T> the kind
 */
final class ListWatch<T extends HasMetadata> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ListWatch.class);
  private static final long PAGE = 500;

  /** The server ends a watch after that, and it is opened again. */
  private static final long WATCH_SECONDS = 100;

  /**
   * A watch that outlives its time is dead. It is never ended by us while the server may still
   * serve it: the client then loses the connection, and with it all other watches for some 100 ms.
   */
  private static final Duration SILENCE = Duration.ofSeconds(WATCH_SECONDS + 30);

  /** A watch that is refused without a word ends sooner. */
  private static final long REFUSAL_NANOS = 20_000_000L;

  private static final long FIRST_PAUSE_NANOS = 50_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000_000L;

  private final String kind;
  private final KubernetesConnection connection;
  private final FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation;
  private final ListOptions selection;
  private final Predicate<T> wanted;
  private final Sink<T> sink;
  private final Duration silence;
  private volatile boolean closed;
  private volatile @Nullable Watch watch;
  private volatile @Nullable Thread thread;
  private volatile String version = "";
  private volatile long heardNanos;

  /** Takes what is seen. */
  interface Sink<T> {

    /** All wanted objects that there are; {@code again}: not for the first time. */
    void listed(List<T> all, boolean again);

    /** One object changed; whether it is wanted was not asked. */
    void changed(Watcher.Action action, T object);

    /** Nothing was seen for a while, and is again from now on. */
    void resumed();

    /** Nothing is seen any more, and was not for so long already. */
    void lost(long sinceNanos);
  }

  /**
   * @param selection label and field selectors
   * @param wanted which of the listed objects are kept; the others are forgotten page by page
   */
  ListWatch(
      String kind,
      KubernetesConnection connection,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      ListOptions selection,
      Predicate<T> wanted,
      Sink<T> sink) {
    this(kind, connection, operation, selection, wanted, sink, SILENCE);
  }

  ListWatch(
      String kind,
      KubernetesConnection connection,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      ListOptions selection,
      Predicate<T> wanted,
      Sink<T> sink,
      Duration silence) {
    this.kind = kind;
    this.connection = connection;
    this.operation = operation;
    this.selection = selection;
    this.wanted = wanted;
    this.sink = sink;
    this.silence = silence;
  }

  /**
   * Lists, then follows in a thread of its own.
   *
   * @throws dev.straingauge.producer.cluster.ClusterException if the list is refused
   */
  void start() {
    list(false);
    thread = Thread.ofVirtual().name("watch-" + kind).start(this::follow);
  }

  @Override
  public void close() {
    closed = true;
    Watch open = watch;
    if (open != null) {
      open.close();
    }
    Thread following = thread;
    if (following != null) {
      following.interrupt();
    }
  }

  private void follow() {
    long pause = FIRST_PAUSE_NANOS;
    boolean lost = false;
    while (!closed) {
      long silentNanos = 0;
      try {
        if (version.isEmpty()) {
          list(true);
        }
        CompletableFuture<Boolean> ended = open();
        if (lost) {
          sink.resumed();
        }
        pause = FIRST_PAUSE_NANOS;
        lost = false;
        silentNanos = await(ended);
      } catch (RuntimeException e) {
        if (e instanceof KubernetesClientException known && known.getCode() == 410) {
          version = "";
        }
        if (!closed) {
          log.atDebug()
              .addKeyValue("kind", kind)
              .addKeyValue("error", e.toString())
              .log("no watch");
        }
        KubernetesConnection.pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
      }
      if (!closed && !lost) {
        sink.lost(silentNanos);
      }
      lost = true;
    }
  }

  private void list(boolean again) {
    List<T> all = new ArrayList<>();
    String more = null;
    String at;
    do {
      ListOptions page =
          new ListOptionsBuilder(selection).withLimit(PAGE).withContinue(more).build();
      KubernetesResourceList<T> answer =
          connection.send("list " + kind, () -> operation.list(page));
      answer.getItems().stream().filter(wanted).forEach(all::add);
      at = answer.getMetadata().getResourceVersion();
      more = answer.getMetadata().getContinue();
    } while (more != null && !more.isEmpty());
    sink.listed(all, again);
    version = at == null ? "" : at;
  }

  /**
   * Opens the watch. It is a websocket, so that the server has begun it when this returns: over
   * plain HTTP/2 the client shows nothing of the answer before the first change.
   *
   * @return done when it has ended
   * @throws KubernetesClientException the server did not begin it
   */
  private CompletableFuture<Boolean> open() {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    ListOptions from =
        new ListOptionsBuilder(selection)
            .withResourceVersion(version)
            .withAllowWatchBookmarks(true)
            .withTimeoutSeconds(WATCH_SECONDS)
            .build();
    heardNanos = System.nanoTime();
    watch = operation.watch(from, new Following(ended));
    try {
      ended.get(REFUSAL_NANOS, TimeUnit.NANOSECONDS);
      throw new KubernetesClientException("watch %s: ended at once".formatted(kind));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ended;
    } catch (TimeoutException e) {
      return ended;
    } catch (ExecutionException e) {
      throw new IllegalStateException("watch " + kind, e);
    }
  }

  /** Until the watch ends, or is silent for too long: how long it was then. */
  private long await(CompletableFuture<Boolean> ended) {
    try {
      while (!closed) {
        long left = silence.toNanos() - (System.nanoTime() - heardNanos);
        if (left <= 0) {
          return System.nanoTime() - heardNanos;
        }
        try {
          ended.get(left, TimeUnit.NANOSECONDS);
          return 0;
        } catch (TimeoutException e) {
          // something may have been heard meanwhile
        }
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } finally {
      Watch open = watch;
      if (open != null) {
        open.close();
      }
    }
  }

  private final class Following implements Watcher<T> {

    private final CompletableFuture<Boolean> ended;

    Following(CompletableFuture<Boolean> ended) {
      this.ended = ended;
    }

    @Override
    public void eventReceived(Action action, T object) {
      if (ended.isDone() || closed) {
        return;
      }
      heardNanos = System.nanoTime();
      if (action != Action.BOOKMARK && action != Action.ERROR) {
        sink.changed(action, object);
      }
      String next = object.getMetadata().getResourceVersion();
      if (action != Action.ERROR && next != null) {
        version = next;
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      if (cause.isHttpGone()) {
        version = "";
      }
      ended.complete(false);
    }

    @Override
    public void onClose() {
      ended.complete(true);
    }
  }
}
