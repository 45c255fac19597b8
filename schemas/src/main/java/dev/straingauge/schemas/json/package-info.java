/** Canonical JSON. Home of Jackson in this module. */
@NullMarked
package dev.straingauge.schemas.json;

import org.jspecify.annotations.NullMarked;
