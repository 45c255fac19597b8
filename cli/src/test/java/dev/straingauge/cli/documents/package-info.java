/** Holds the documents that commands print to their schemas. */
@NullMarked
package dev.straingauge.cli.documents;

import org.jspecify.annotations.NullMarked;
