/** What a run was like: checks of its numbers, findings in words, comparison, export. */
@NullMarked
package io.github.progresstracker.analysis;

import org.jspecify.annotations.NullMarked;
