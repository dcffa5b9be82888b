package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.internal.Texts;
import java.util.OptionalLong;

/**
 * One message that is there but cannot be read: material for a dead letter.
 *
 * @param id its id, absent when that is what cannot be read
 * @param reason what is wrong, one line for people
 * @param excerpt the beginning of what the source holds, at most {@value #EXCERPT_LENGTH}
 *     characters on one line, without U+0000 and unpaired surrogates
 * @see HistorySource
 */
public record BrokenMessage(OptionalLong id, String reason, String excerpt) {

  /** The longest {@link #excerpt()}, in characters. */
  public static final int EXCERPT_LENGTH = 200;

  /**
   * Shortens and flattens the excerpt.
   *
   * @param id its id, if known
   * @param reason what is wrong
   * @param excerpt what the source holds; shortened to one line
   */
  public BrokenMessage {
    excerpt = Texts.excerpt(excerpt, EXCERPT_LENGTH);
  }
}
