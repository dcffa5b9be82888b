package io.github.progresstracker.mtproto.kit;

import io.github.progresstracker.mtproto.BrokenMessage;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A walk from the newest message to the end, as a collector makes it. */
public record Walk(List<Page> pages, List<Message> messages, List<BrokenMessage> broken) {

  public static Walk of(HistorySource source, Channel channel, int limit)
      throws SourceException, InterruptedException {
    Walk walk = new Walk(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long before = Long.MAX_VALUE;
    boolean end = false;
    while (!end) {
      Page page = source.older(channel, before, limit);
      walk.pages.add(page);
      walk.messages.addAll(page.messages());
      walk.broken.addAll(page.broken());
      end = page.confirmedEnd();
      OptionalLong lowest = page.lowestId();
      before = lowest.orElse(before);
    }
    return walk;
  }

  public List<Long> ids() {
    return messages.stream().map(Message::id).toList();
  }
}
