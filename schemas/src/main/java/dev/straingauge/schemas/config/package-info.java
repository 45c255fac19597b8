/** What a scenario file says, validated, and what the analysis needs of it. */
@NullMarked
package dev.straingauge.schemas.config;

import org.jspecify.annotations.NullMarked;
