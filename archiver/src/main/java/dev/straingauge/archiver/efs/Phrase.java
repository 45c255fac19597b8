package dev.straingauge.archiver.efs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of the framework's log tells. All versions of the framework are known: the first ones
 * and the last differ in words.
 *
 * @param what kind of thing
 * @param subject name of the object, or the first word of the phrase; empty when there is none
 * @param detail claim of a pod, or the cause of a failure; empty when there is none
 */
record Phrase(What what, String subject, String detail) {

  /** Kinds of things that are told. */
  enum What {
    BEGINS,
    OPENING,
    RANDOM,
    CLEANUP,
    INTERRUPTED,
    UNEXPECTED,
    COMPLETED,
    SELECTED,
    SCENARIO_BEGINS,
    SCENARIO_SUCCEEDED,
    SCENARIO_FAILED,
    SCENARIO_OVER,
    CLAIM_CREATING,
    CLAIM_CREATED,
    CLAIM_WAITING,
    CLAIM_BOUND,
    CLAIM_TIMEOUT,
    CLAIM_GONE,
    CLAIM_FAILED,
    POD_CREATING,
    POD_CREATED,
    POD_READY,
    POD_TIMEOUT,
    POD_GONE,
    POD_FAILED,
    POD_DELETING,
    POD_DELETED,
    POD_DELETE_TIMEOUT,
    POD_DELETE_FAILED,
    CLAIM_DELETING,
    CLAIM_DELETED,
    CLAIM_DELETE_TIMEOUT,
    CLAIM_DELETE_FAILED,
    VERIFY_BEGINS,
    FILE_SIZE,
    WRITE_BEGINS,
    WRITE_DONE,
    READ_BEGINS,
    READ_DONE,
    COMMAND_FAILED,
    VERIFIED,
    MISMATCH,
    VERIFY_FAILED,
    LISTED,
    NO_CLAIM_FOR_POD,
    MOST_CLAIMS,
    MOST_PODS,
    NO_POD_TO_DELETE,
    NO_CLAIM_TO_DELETE,
    NO_SHARED_CLAIM
  }

  private record Form(Pattern pattern, What what) {}

  private static final String NAME = "([a-z0-9][a-z0-9.-]{0,252})";

  private static final List<Form> FORMS =
      List.of(
          form(What.BEGINS, "Starting orchestrator test for ([0-9]{1,9})(?:\\.[0-9]+)? seconds"),
          form(What.OPENING, "Running each operation type once.*"),
          form(What.RANDOM, "Completed initial operation sequence.*"),
          form(What.CLEANUP, "Cleaning up resources\\.\\.\\."),
          form(What.CLEANUP, "=+ STARTING COMPREHENSIVE CLEANUP =+"),
          form(What.INTERRUPTED, "Test interrupted by user"),
          form(What.UNEXPECTED, "Unexpected error during test: .*"),
          form(What.COMPLETED, "Test completed in [0-9.]+ seconds"),
          form(What.SELECTED, "Selected operation: _([a-z_]+).*"),
          form(
              What.SCENARIO_BEGINS,
              "(?:SELECTED SCENARIO|Running specific scenario): _scenario_([a-z_]+)"),
          form(
              What.SCENARIO_BEGINS,
              "Running scenario: (Many pods to one PVC|One pod per PVC|Rapid PVC operations)"),
          form(
              What.SCENARIO_SUCCEEDED,
              "(?:\\[MANY2ONE\\] SUCCESS: )?Many-to-one scenario successful.*"),
          form(What.SCENARIO_SUCCEEDED, "(?:\\[ONE2ONE\\] )?One-to-one scenario successful.*"),
          form(What.SCENARIO_SUCCEEDED, "Rapid PVC scenario completed.*"),
          form(What.SCENARIO_SUCCEEDED, "Controller crash test completed successfully"),
          form(
              What.CLAIM_TIMEOUT,
              "\\[[A-Z0-9-]+\\] (?:FAILED: )?Timeout waiting for PVC " + NAME + " to be bound.*"),
          form(What.SCENARIO_FAILED, "\\[MANY2ONE\\] FAILED: .*"),
          form(What.SCENARIO_FAILED, "Failed to create enough (?:pods|PVC-pod pairs|PVCs).*"),
          form(
              What.SCENARIO_FAILED,
              "\\[ONE2ONE\\] (?:One-to-one scenario failed|Unhandled error).*"),
          form(What.SCENARIO_FAILED, "Error in (?:many-to-one|one-to-one|rapid PVC) scenario.*"),
          form(
              What.SCENARIO_FAILED,
              "(?:Failed to crash or verify controller pod|Exception in controller crash"
                  + " test|Read/write verification failed after controller crash).*"),
          form(
              What.SCENARIO_FAILED,
              "(?:PVC|Failed to attach pod to PVC) .* after controller crash"),
          form(What.SCENARIO_OVER, "COMPLETED SCENARIO: .*"),
          form(What.CLAIM_CREATING, "Creating PVC: " + NAME),
          form(What.CLAIM_CREATING, "\\[MANY2ONE\\] STEP 1: Creating dedicated PVC: " + NAME),
          form(What.CLAIM_CREATING, "\\[CRASH-TEST\\] Creating PVC " + NAME),
          form(What.CLAIM_CREATED, "Created PVC: " + NAME + "(?: with storage class .*)?"),
          form(What.CLAIM_CREATED, "\\[MANY2ONE\\] PVC " + NAME + " created .*"),
          form(What.CLAIM_WAITING, "Waiting for PVC " + NAME + " to be bound"),
          form(What.CLAIM_BOUND, "PVC " + NAME + " is bound"),
          form(What.CLAIM_TIMEOUT, "Timeout waiting for PVC " + NAME + " to be bound.*"),
          form(What.CLAIM_GONE, "PVC " + NAME + " not found"),
          form(What.CLAIM_FAILED, "Failed to create PVC: ()(.*)"),
          form(What.CLAIM_FAILED, "Failed to create PVC " + NAME + " concurrently: (.*)"),
          form(What.POD_CREATING, "Creating pod " + NAME + " on PVC " + NAME),
          form(What.POD_CREATED, "Created pod: " + NAME + " using PVC: " + NAME),
          form(What.POD_READY, "Pod " + NAME + " is ready"),
          form(What.POD_TIMEOUT, "Timeout waiting for pod " + NAME + " to be ready.*"),
          form(What.POD_GONE, "Pod " + NAME + " not found"),
          form(What.POD_FAILED, "Pod " + NAME + " entered ([A-Za-z]+) state"),
          form(What.POD_FAILED, "Failed to create pod: ()(.*)"),
          form(What.POD_DELETING, "Deleting pod: " + NAME + " from PVC: " + NAME),
          form(What.POD_DELETED, "Pod " + NAME + " has been deleted"),
          form(What.POD_DELETED, "Deleted pod: " + NAME),
          form(What.POD_DELETE_TIMEOUT, "Timeout waiting for pod " + NAME + " to be deleted.*"),
          form(What.POD_DELETE_FAILED, "Failed to delete pod " + NAME + ": (.*)"),
          form(What.CLAIM_DELETING, "Deleting PVC: " + NAME),
          form(What.CLAIM_DELETED, "PVC " + NAME + " has been deleted"),
          form(What.CLAIM_DELETED, "Deleted PVC: " + NAME),
          form(What.CLAIM_DELETE_TIMEOUT, "Timeout waiting for PVC " + NAME + " to be deleted.*"),
          form(What.CLAIM_DELETE_FAILED, "Failed to delete PVC " + NAME + ": (.*)"),
          form(
              What.VERIFY_BEGINS,
              "Testing read/write between pods " + NAME + " and [a-z0-9.-]+ sharing PVC " + NAME),
          form(What.FILE_SIZE, "File size: ([0-9]{1,15}) bytes"),
          form(What.WRITE_BEGINS, "Executing write command: .*"),
          form(What.WRITE_DONE, "Write operation completed in .*"),
          form(What.WRITE_DONE, "Pod " + NAME + " wrote to .*"),
          form(What.READ_BEGINS, "Executing read command: .*"),
          form(What.READ_DONE, "Read operation completed in .*"),
          form(What.READ_DONE, "Read result: .*"),
          form(What.COMMAND_FAILED, "(?:(?:Write|Read) command|Command) execution failed: ()(.*)"),
          form(What.VERIFIED, "Pod " + NAME + " successfully read content written by .*"),
          form(What.MISMATCH, "Pod " + NAME + " failed to read content written by .*"),
          form(What.VERIFY_FAILED, "Failed in read/write verification: ()(.*)"),
          form(What.LISTED, "Metadata operation \\(ls\\) completed in ([0-9]{1,6}\\.[0-9]{1,9})s"),
          form(What.NO_CLAIM_FOR_POD, "No PVCs available, skipping pod attachment"),
          form(What.MOST_CLAIMS, "Maximum PVC count reached, skipping creation"),
          form(What.MOST_PODS, "Maximum total pod count reached, skipping attachment"),
          form(What.MOST_PODS, "PVC [a-z0-9.-]+ has reached max pods \\([0-9]+\\), skipping"),
          form(What.NO_POD_TO_DELETE, "No pods to delete"),
          form(What.NO_CLAIM_TO_DELETE, "No PVCs to delete"),
          form(What.NO_SHARED_CLAIM, "No shared PVCs with multiple pods for read/write test"));

  private static Form form(What what, String pattern) {
    return new Form(Pattern.compile(pattern), what);
  }

  /** Reads the text of a line; empty when it tells nothing that is imported. */
  static Optional<Phrase> of(String text) {
    for (Form form : FORMS) {
      Matcher matcher = form.pattern.matcher(text);
      if (matcher.matches()) {
        return Optional.of(new Phrase(form.what, group(matcher, 1), group(matcher, 2)));
      }
    }
    return Optional.empty();
  }

  private static String group(Matcher matcher, int number) {
    if (matcher.groupCount() < number) {
      return "";
    }
    String found = matcher.group(number);
    return found == null ? "" : found;
  }
}
