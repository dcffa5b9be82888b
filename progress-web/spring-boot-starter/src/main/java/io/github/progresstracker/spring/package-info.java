/** Progress in a Spring Boot application: auto-configuration for Spring Boot 3.5 and 4. */
@NullMarked
package io.github.progresstracker.spring;

import org.jspecify.annotations.NullMarked;
