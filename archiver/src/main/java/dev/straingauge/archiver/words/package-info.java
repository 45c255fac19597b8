/** Values of a run's document in words: the same in table, Markdown, JUnit and page. */
@NullMarked
package dev.straingauge.archiver.words;

import org.jspecify.annotations.NullMarked;
