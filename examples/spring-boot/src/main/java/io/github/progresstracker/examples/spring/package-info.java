/** An application of Spring Boot whose long work is a job of Spring Batch. */
@NullMarked
package io.github.progresstracker.examples.spring;

import org.jspecify.annotations.NullMarked;
