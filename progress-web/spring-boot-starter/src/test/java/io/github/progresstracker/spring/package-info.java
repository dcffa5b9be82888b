@NullMarked
package io.github.progresstracker.spring;

import org.jspecify.annotations.NullMarked;
