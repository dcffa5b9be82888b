/** What is wrong with a job: alerts, and the rules that find them. */
@NullMarked
package io.github.progresstracker.alert;

import org.jspecify.annotations.NullMarked;
