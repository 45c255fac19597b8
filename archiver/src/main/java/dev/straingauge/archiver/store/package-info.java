/** Object stores: the port, S3, and a folder that an S3 server wrote. Home of the AWS SDK. */
@NullMarked
package dev.straingauge.archiver.store;

import org.jspecify.annotations.NullMarked;
