/** HTTP API with live events, dashboard, and the client for reporters in other processes. */
@NullMarked
package io.github.progresstracker.web;

import org.jspecify.annotations.NullMarked;
