package io.github.progresstracker.mtproto;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A walk from the newest message to the end, as a collector makes it. */
record Walk(List<Page> pages, List<Message> messages, List<BrokenMessage> broken) {

  static Walk of(HistorySource source, Channel channel, int limit)
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

  List<Long> ids() {
    return messages.stream().map(Message::id).toList();
  }
}
