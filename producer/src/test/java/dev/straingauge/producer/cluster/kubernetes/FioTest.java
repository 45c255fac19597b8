package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.config.Scenario.IoLoad;
import org.junit.jupiter.api.Test;

class FioTest {

  @Test
  void hasAJobForEachKindThatIsAskedFor() {
    assertThat(Fio.command("pod-1", "/volumes/0", new IoLoad(10.5, 5, 2, 4096)))
        .startsWith("sh", "-c")
        .containsSubsequence(
            "--output-format=json+",
            "--status-interval=1",
            "--name=global",
            "--directory=/volumes/0",
            "--name=read",
            "--rw=randread",
            "--filename=straingauge-io-pod-1",
            "--size=16777216",
            "--bs=4096",
            "--direct=1",
            "--rate=43008",
            "--name=write",
            "--rw=randwrite",
            "--filename=straingauge-io-pod-1",
            "--rate=20480",
            "--name=metadata",
            "--ioengine=filecreate",
            "--filename_format=straingauge-io-pod-1.$filenum",
            "--rate=8192");
  }

  @Test
  void leavesOutWhatIsNotAskedFor() {
    assertThat(Fio.command("pod-1", "/volumes/0", new IoLoad(0, 1, 0, 4096)))
        .contains("--name=write")
        .doesNotContain("--name=read", "--name=metadata");
  }

  @Test
  void aFileHoldsFourOfTheLargestBlocks() {
    assertThat(Fio.command("pod-1", "/volumes/0", new IoLoad(1, 0, 0, 64L << 20)))
        .contains("--size=268435456");
  }

  @Test
  void oddSizesGoThroughThePageCache() {
    assertThat(Fio.command("pod-1", "/volumes/0", new IoLoad(1, 0, 0, 1000)))
        .contains("--direct=0", "--rate=1000");
  }
}
