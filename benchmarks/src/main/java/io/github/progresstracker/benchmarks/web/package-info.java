/** What the web costs, and how fast it is, under load from another process. */
@NullMarked
package io.github.progresstracker.benchmarks.web;

import org.jspecify.annotations.NullMarked;
