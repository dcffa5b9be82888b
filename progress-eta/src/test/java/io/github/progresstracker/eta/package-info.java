/** Tests of the estimators. */
@NullMarked
package io.github.progresstracker.eta;

import org.jspecify.annotations.NullMarked;
