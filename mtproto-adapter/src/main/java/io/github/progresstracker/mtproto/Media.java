package io.github.progresstracker.mtproto;

import org.jspecify.annotations.Nullable;

/**
 * What is attached to a message. The words are those of Telegram Desktop's export where it has one,
 * whatever the source: {@code photo}, {@code video_file}, {@code video_message}, {@code
 * voice_message}, {@code audio_file}, {@code animation}, {@code sticker}, {@code file}, {@code
 * poll}, {@code location}, {@code contact}; else the source's own word in snake case, such as
 * {@code web_page}.
 *
 * @param type the sort of attachment
 * @param fileName the name of the file, if there is one
 * @param mimeType its MIME type, if given
 * @param bytes its size in bytes, if given
 * @see Message
 */
public record Media(
    String type, @Nullable String fileName, @Nullable String mimeType, @Nullable Long bytes) {}
