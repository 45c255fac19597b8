/** What the EFS framework leaves, its logs and reports, read as runs. */
@NullMarked
package dev.straingauge.archiver.efs;

import org.jspecify.annotations.NullMarked;
