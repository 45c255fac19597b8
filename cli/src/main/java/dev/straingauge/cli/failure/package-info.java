/** What can go wrong, as a user sees it: ids, exit codes, the form of messages. */
@NullMarked
package dev.straingauge.cli.failure;

import org.jspecify.annotations.NullMarked;
