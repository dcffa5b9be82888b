/** What has one form in JSON wherever it is written. */
@NullMarked
package io.github.progresstracker.internal.json;

import org.jspecify.annotations.NullMarked;
