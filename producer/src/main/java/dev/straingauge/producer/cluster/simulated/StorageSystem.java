package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.schemas.config.Scenario;

/** What a driver calls its volumes, and how it words what goes wrong. */
sealed interface StorageSystem {

  /** The driver's handle of a new volume. */
  String handle(long ordinal);

  /** Why an exhausted quota fails the operation, in one word. */
  String quotaReason();

  /** Description of the gRPC error at an exhausted quota. */
  String quotaExhausted(int limit);

  /** Description of the gRPC error of a CreateVolume call that failed. */
  String createFailed(String volume);

  /** Description of the gRPC error of a DeleteVolume call that failed. */
  String deleteFailed(String handle);

  /** Description of the gRPC error of a mount that failed. */
  String mountFailed(String handle, String path);

  /** That of the profile. */
  static StorageSystem of(World world) {
    return world.profile.attachRequired()
        ? new Disks()
        : new AccessPoints(fileSystem(world.scenario.target().storageClass()));
  }

  /** The parameter {@code fileSystemId} of the class, or a name of our own. */
  private static String fileSystem(Scenario.StorageClass storageClass) {
    return storageClass.parameters().stream()
        .filter(parameter -> parameter.key().equals("fileSystemId") && !parameter.value().isBlank())
        .map(Scenario.Parameter::value)
        .findFirst()
        .orElse("fs-00000000000000000");
  }

  /**
   * Access points of one shared file system.
   *
   * @param fileSystem its id
   */
  record AccessPoints(String fileSystem) implements StorageSystem {

    @Override
    public String handle(long ordinal) {
      return fileSystem + "::fsap-" + Uids.seventeenDigits(ordinal);
    }

    @Override
    public String quotaReason() {
      return "AccessPointLimitExceeded";
    }

    @Override
    public String quotaExhausted(int limit) {
      return "Failed to create Access point in File System "
          + fileSystem
          + " : AccessPointLimitExceeded: You have reached the maximum number of access points ("
          + limit
          + ")";
    }

    @Override
    public String createFailed(String volume) {
      return "Failed to create Access point in File System "
          + fileSystem
          + " : Failed to create access point: InternalServerError: An internal error occurred";
    }

    @Override
    public String deleteFailed(String handle) {
      return "Failed to Delete volume " + handle + ": ThrottlingException: Rate exceeded";
    }

    @Override
    public String mountFailed(String handle, String path) {
      return "Could not mount \""
          + fileSystem
          + ":/\" at \""
          + path
          + "\": mount failed: exit status 32";
    }
  }

  /** Disks, each for one node at a time. */
  record Disks() implements StorageSystem {

    @Override
    public String handle(long ordinal) {
      return "vol-" + Uids.seventeenDigits(ordinal);
    }

    @Override
    public String quotaReason() {
      return "VolumeLimitExceeded";
    }

    @Override
    public String quotaExhausted(int limit) {
      return "VolumeLimitExceeded: You have exceeded your maximum number of volumes ("
          + limit
          + ")";
    }

    @Override
    public String createFailed(String volume) {
      return "Could not create volume \""
          + volume
          + "\": InternalError: An internal error occurred";
    }

    @Override
    public String deleteFailed(String handle) {
      return "Could not delete volume ID \"" + handle + "\": ThrottlingException: Rate exceeded";
    }

    @Override
    public String mountFailed(String handle, String path) {
      return "Could not mount \"" + handle + "\" at \"" + path + "\": mount failed: exit status 32";
    }
  }
}
