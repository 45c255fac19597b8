/** Tests that hold the code to the picture in docs/architecture.md. */
@NullMarked
package dev.straingauge.architecture;

import org.jspecify.annotations.NullMarked;
