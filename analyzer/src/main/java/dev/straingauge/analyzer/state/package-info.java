/** How folds store what they know in small cells, and read it back. */
@NullMarked
package dev.straingauge.analyzer.state;

import org.jspecify.annotations.NullMarked;
