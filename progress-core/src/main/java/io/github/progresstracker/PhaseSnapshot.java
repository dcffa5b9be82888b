package io.github.progresstracker;

/**
 * One phase of a tracker at an instant.
 *
 * @param name as given by the host, such as {@code fetching}
 * @param done units done in this phase, a resume offset included
 * @param total units to do in this phase
 * @param finished whether the phase has ended
 */
public record PhaseSnapshot(String name, long done, Total total, boolean finished) {}
