package io.github.progresstracker.internal.spool;

/**
 * A record that waits in the spool.
 *
 * @param sequence its number, larger than that of every record before it
 * @param payload its bytes, the caller's to keep
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and never compared.
public record SpooledRecord(long sequence, byte[] payload) {}
