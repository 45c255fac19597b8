/** What one archived run says in numbers, and which runs are meant by a group. */
@NullMarked
package dev.straingauge.archiver.metrics;

import org.jspecify.annotations.NullMarked;
