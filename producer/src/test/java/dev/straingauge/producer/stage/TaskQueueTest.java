package dev.straingauge.producer.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TaskQueueTest {

  /** Any mix of adding, dropping and taking gives the order of one plain heap. */
  @Test
  void keepsTheOrderOfTimeAndOrdinal() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TaskQueue queue = new TaskQueue();
      PriorityQueue<Task> plain = new PriorityQueue<>();
      List<Task> alive = new ArrayList<>();
      long now = seed % 2 == 0 ? -3_000_000_000L : 1_700_000_000_000_000_000L;
      long reach = 1L << (20 + random.nextInt(20));
      for (int step = 0; step < 3_000; step++) {
        int what = random.nextInt(10);
        if (what < 5) {
          long time = random.nextInt(8) == 0 ? now : now + random.nextLong(reach);
          Task task = new Task(time, step, () -> {});
          queue.add(task);
          plain.add(task);
          alive.add(task);
        } else if (what < 7 && !alive.isEmpty()) {
          Task dropped = alive.remove(random.nextInt(alive.size()));
          dropped.drop();
          plain.remove(dropped);
        } else {
          assertThat(queue.peek()).isSameAs(plain.peek());
          if (what < 9 && !plain.isEmpty()) {
            Task next = plain.remove();
            queue.remove();
            alive.remove(next);
            now = next.timeNanos;
          }
        }
      }
      while (!plain.isEmpty()) {
        assertThat(queue.peek()).isSameAs(plain.remove());
        queue.remove();
      }
      assertThat(queue.peek()).isNull();
    }
  }
}
