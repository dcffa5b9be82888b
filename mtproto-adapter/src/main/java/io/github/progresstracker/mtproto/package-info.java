/**
 * Telegram channel histories: the port they are pulled through and the sources behind it.
 *
 * <p>{@link io.github.progresstracker.mtproto.HistorySource} is the port: it names channels and
 * serves their messages newest to oldest, one page at a time. {@link
 * io.github.progresstracker.mtproto.TelegramExportSource} reads the files that Telegram Desktop and
 * Telethon write; {@link io.github.progresstracker.mtproto.SimulatedTelegram} invents histories of
 * any size. {@link io.github.progresstracker.mtproto.CheckedSource} goes around either and holds it
 * to the contract.
 *
 * <p>Ids: a channel's {@linkplain io.github.progresstracker.mtproto.Channel#id() id} is its marked
 * id without the sign (server id + 10<sup>12</sup>); a message's id is the plain server id, counted
 * up from 1 in each channel.
 */
@NullMarked
package io.github.progresstracker.mtproto;

import org.jspecify.annotations.NullMarked;
