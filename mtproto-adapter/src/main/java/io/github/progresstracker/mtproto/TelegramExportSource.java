package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.internal.Requests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Channel histories from files: what Telegram Desktop's "Export chat history" writes as
 * Machine-readable JSON (one chat, or an account with many), and lists of Telethon messages ({@code
 * to_dict()}; one array, or JSON lines). Plain or gzip, told apart by content.
 *
 * <p>Opening reads each file once from front to back and keeps 20 bytes a message; files may be far
 * larger than the heap. Compressed files are unpacked to a temporary file that is gone when the
 * source is closed or the process ends. A file that is damaged, cut off or no export is refused
 * here, before anything is served. While the source is open the files must not be changed.
 *
 * <p>A single message that cannot be read does not matter to the rest: it comes as a {@link
 * BrokenMessage} in the page of its id. One without a usable id comes with the message before it in
 * the file, or with the file's first. {@link Channel#exactCount()} counts the readable ones; an id
 * that occurs twice counts once, its first readable occurrence is taken.
 *
 * <p>An export may be one of a date range, so its oldest message is not taken for the channel's
 * first: a fuller export of the same channel can be collected later on top of it.
 *
 * <p>From an account's export channels and supergroups are taken; private chats and basic groups
 * are left out. A Desktop channel has the title it had when exported; a Telethon dump has none, its
 * channel is called like the file without {@code .json}, {@code .jsonl}, {@code .ndjson} and {@code
 * .gz}. Exports that give no zone for a date are read as UTC.
 *
 * <p>Thread safe; interrupting a reader does no harm to others.
 *
 * <pre>{@code
 * try (HistorySource export = TelegramExportSource.open(List.of(Path.of("result.json")))) {
 *   new HistoryCollector(registry, export, store, CollectorOptions.forUser(844338517)).collect();
 * }
 * }</pre>
 */
public final class TelegramExportSource implements HistorySource {

  private static final int SHOWN_CHANNELS = 10;

  private final String name;
  private final List<ExportFile> files;
  private final Map<Long, ExportChannel> channels;
  private volatile boolean closed;

  private TelegramExportSource(
      String name, List<ExportFile> files, Map<Long, ExportChannel> channels) {
    this.name = name;
    this.files = List.copyOf(files);
    this.channels = channels;
  }

  /**
   * Opens and indexes export files.
   *
   * @param paths the files, at least one; no two of the same channel
   * @return the source, to be closed by the caller
   * @throws SourceException.InvalidInput when a file is missing, damaged or no export; the message
   *     names the file and the cure
   * @throws SourceException when the files cannot be used for another reason
   */
  public static TelegramExportSource open(List<Path> paths) throws SourceException {
    if (paths.isEmpty()) {
      throw new SourceException.InvalidInput("no export file was given; name at least one");
    }
    List<ExportFile> files = new ArrayList<>();
    try {
      Map<Long, ExportChannel> channels = new LinkedHashMap<>();
      for (Path path : paths) {
        ExportFile file = ExportFile.open(path);
        files.add(file);
        add(ExportIndexer.index(file), channels);
      }
      return new TelegramExportSource(nameOf(paths), files, channels);
    } catch (SourceException | RuntimeException e) {
      files.forEach(ExportFile::close);
      throw e;
    }
  }

  @Override
  public List<ChannelRef> channels() throws SourceException {
    checkOpen();
    Map<String, Integer> titles = new HashMap<>();
    channels.values().forEach(c -> titles.merge(c.channel().title(), 1, Integer::sum));
    return channels.values().stream()
        .map(ExportChannel::channel)
        .map(
            c ->
                titles.getOrDefault(c.title(), 0) == 1
                    ? new ChannelRef(c.title())
                    : ChannelRef.ofId(c.id()))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A title that several channels have is ambiguous and not accepted; use the id.
   */
  @Override
  public Channel resolve(ChannelRef ref) throws SourceException {
    checkOpen();
    List<Channel> found =
        channels.values().stream()
            .map(ExportChannel::channel)
            .filter(c -> c.title().equals(ref.name()) || Channel.isNamedBy(ref, c.serverId()))
            .toList();
    if (found.size() != 1) {
      throw new SourceException.ChannelUnavailable(
          (found.isEmpty() ? "no channel" : "more than one channel")
              + " \""
              + ref.name()
              + "\" in "
              + name
              + "; there are: "
              + known());
    }
    return found.get(0);
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit) throws SourceException {
    Requests.check(beforeId, limit);
    checkOpen();
    ExportChannel exported = channels.get(channel.id());
    if (exported == null) {
      throw new SourceException.ChannelUnavailable(
          "channel " + channel.id() + " (" + channel.title() + ") is not in " + name);
    }
    try {
      return exported.older(beforeId, limit);
    } catch (IOException e) {
      checkOpen();
      throw new SourceException.Broken(
          exported.file().name() + ": cannot be read any more; was it changed or taken away?", e);
    }
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo(name, false);
  }

  @Override
  public void close() {
    closed = true;
    files.forEach(ExportFile::close);
  }

  /** Heap held by the indexes. */
  long retainedBytes() {
    return channels.values().stream().mapToLong(c -> c.index().retainedBytes()).sum();
  }

  private static void add(List<ExportChannel> found, Map<Long, ExportChannel> channels)
      throws SourceException {
    for (ExportChannel channel : found) {
      ExportChannel other = channels.putIfAbsent(channel.channel().id(), channel);
      if (other != null) {
        throw ExportErrors.sameChannel(
            channel.channel(), other.file().name(), channel.file().name());
      }
    }
  }

  private static String nameOf(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", ", "export ", ""));
  }

  private String known() {
    String some =
        channels.values().stream()
            .limit(SHOWN_CHANNELS)
            .map(c -> c.channel().title() + " (" + c.channel().id() + ")")
            .collect(Collectors.joining(", "));
    return channels.size() > SHOWN_CHANNELS ? some + ", …" : some;
  }

  private void checkOpen() throws SourceException {
    if (closed) {
      throw new SourceException.Closed(name);
    }
  }
}
