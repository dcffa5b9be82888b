package io.github.progresstracker.mtproto;

import java.time.Duration;

/**
 * What a collection came to. All but {@code newMessages} and {@code elapsed} are about what is
 * stored afterwards, so a run that was cut off and run again ends with the same figures as one that
 * was not.
 *
 * @param channels the source has
 * @param messages stored of these channels
 * @param newMessages of these, stored since the run began; where another collector is at the same
 *     channels at the same time, its messages are among them
 * @param sessions the stored messages make
 * @param errors messages that could not be read or stored, and channels that could not be collected
 * @param elapsed from start to end
 * @see HistoryCollector
 */
public record CollectionResult(
    int channels, long messages, long newMessages, long sessions, long errors, Duration elapsed) {}
