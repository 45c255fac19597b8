package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * How fio is called in a pod: a job for each kind of I/O, one I/O of a kind at a time, what has
 * happened so far once a second. It ends at a line, or the end, of its standard input, so that a
 * lost connection leaves nothing behind.
 */
final class Fio {

  static final String READ = "read";
  static final String WRITE = "write";
  static final String METADATA = "metadata";

  /**
   * SIGINT makes fio say its last counts. Background jobs of a shell read nothing by themselves.
   */
  private static final String UNTIL_TOLD =
      "exec 3<&0; (read -r _ <&3; kill -INT $$) >/dev/null 2>&1 & exec fio \"$@\" </dev/null 3<&-";

  /**
   * Linux' numbers of the errors that fio counts and goes on after, 8 at most: EIO, ENOSPC, EROFS,
   * ENOTCONN, ETIMEDOUT, ESTALE, EREMOTEIO, EDQUOT.
   */
  private static final String COUNTED = "5:28:30:107:110:116:121:122";

  private static final long SMALLEST_FILE_BYTES = 16L << 20;
  private static final long MOST_BLOCKS_IN_FILE = 4;
  private static final long DIRECT_BYTES = 4096;
  private static final long FILES = 16;
  private static final long SMALL_FILE_BYTES = 4096;

  private Fio() {}

  /**
   * The command.
   *
   * @param pod the plan's name: pods that share a volume have files of their own
   * @param folder where the volume is mounted
   * @param share what the pod does each second
   */
  static List<String> command(String pod, String folder, IoLoad share) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", UNTIL_TOLD, "straingauge"));
    command.addAll(
        List.of(
            "--output-format=json+",
            "--status-interval=1",
            "--eta=never",
            "--name=global",
            "--thread=1",
            "--directory=" + folder,
            "--time_based=1",
            "--runtime=86400",
            "--continue_on_error=all",
            "--ignore_error=" + COUNTED + "," + COUNTED,
            "--randrepeat=0",
            "--disk_util=0",
            "--disable_slat=1",
            "--disable_bw_measurement=1",
            "--percentile_list=50"));
    String file = "straingauge-io-" + pod;
    blocks(command, READ, file, share.readPerSecond(), share.sizeBytes());
    blocks(command, WRITE, file, share.writePerSecond(), share.sizeBytes());
    metadata(command, file, share.metadataPerSecond());
    return command;
  }

  /**
   * Past the page cache where the size allows it. Rates are bytes, since fio's rates of I/Os are
   * whole numbers.
   */
  private static void blocks(
      List<String> command, String kind, String file, double perSecond, long sizeBytes) {
    if (perSecond > 0) {
      command.addAll(
          List.of(
              "--name=" + kind,
              "--ioengine=psync",
              "--rw=rand" + kind,
              "--filename=" + file,
              "--size=" + Math.max(SMALLEST_FILE_BYTES, MOST_BLOCKS_IN_FILE * sizeBytes),
              "--bs=" + sizeBytes,
              "--direct=" + (sizeBytes % DIRECT_BYTES == 0 ? 1 : 0),
              "--norandommap=1",
              "--rate=" + bytes(perSecond, sizeBytes)));
    }
  }

  /** Files that are not there are made, and removed when all have been made. */
  private static void metadata(List<String> command, String file, double perSecond) {
    if (perSecond > 0) {
      command.addAll(
          List.of(
              "--name=" + METADATA,
              "--ioengine=filecreate",
              "--filename_format=" + file + ".$filenum",
              "--nrfiles=" + FILES,
              "--openfiles=1",
              "--filesize=" + SMALL_FILE_BYTES,
              "--bs=" + SMALL_FILE_BYTES,
              "--unlink_each_loop=1",
              "--rate=" + bytes(perSecond, SMALL_FILE_BYTES)));
    }
  }

  private static long bytes(double perSecond, long each) {
    return Math.max(1, Math.round(perSecond * each));
  }
}
