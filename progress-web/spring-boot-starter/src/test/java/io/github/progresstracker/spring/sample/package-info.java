/** An application of Spring Boot that shows its progress. */
@NullMarked
package io.github.progresstracker.spring.sample;

import org.jspecify.annotations.NullMarked;
