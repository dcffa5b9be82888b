package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.Total;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import io.github.progresstracker.mtproto.kit.Walk;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many messages a channel is taken for to hold. */
class ChannelTotalTest {

  private static final List<String> COMPLETE =
      List.of(Exports.DESKTOP, Exports.TELETHON_A, Exports.TELETHON_B, Exports.TELETHON_C);

  @Test
  void of_real_channels_the_estimate_is_near_and_the_range_holds_the_truth() throws Exception {
    int looks = 0;
    int held = 0;
    for (String name : COMPLETE) {
      List<Long> ids = ids(name);
      for (int percent : new int[] {0, 10, 25, 50, 75, 90}) {
        Total.Estimate total = (Total.Estimate) after(ids, ids.size() * percent / 100);
        assertThat((double) total.value() / ids.size())
            .as("%s at %d %%", name, percent)
            .isCloseTo(1, within(0.07));
        looks++;
        held += total.low() <= ids.size() && ids.size() <= total.high() ? 1 : 0;
      }
    }
    assertThat((double) held / looks).as("of an 80 %% interval").isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void it_is_exact_once_nothing_is_missing_and_where_the_source_knows() {
    ChannelState all = new ChannelState(90, 0, Coverage.NONE.with(1, 100));
    assertThat(ChannelTotal.of(channel(100, OptionalLong.empty()), all)).isEqualTo(Total.exact(90));
    ChannelState none = new ChannelState(0, 0, Coverage.NONE);
    assertThat(ChannelTotal.of(channel(100, OptionalLong.of(95)), none)).isEqualTo(Total.exact(95));
    assertThat(ChannelTotal.of(channel(100, OptionalLong.of(85)), all))
        .as("some were deleted since")
        .isEqualTo(Total.exact(90));
    assertThat(ChannelTotal.of(channel(0, OptionalLong.empty()), none)).isEqualTo(Total.exact(0));
  }

  @Test
  void a_sum_has_the_ranges_of_its_parts_until_they_are_known() {
    Total first = Total.estimate(100, 90, 110);
    Total sum = ChannelTotal.sum(Stream.of(first, Total.exact(50)));
    assertThat(sum).isEqualTo(Total.estimate(150, 140, 160));
    assertThat(ChannelTotal.replaced(sum, first, Total.exact(97))).isEqualTo(Total.exact(147));
    assertThat(ChannelTotal.sum(Stream.of(first, Total.unknown()))).isEqualTo(Total.unknown());
  }

  private static Total after(List<Long> ids, int seen) {
    long top = ids.get(0);
    Coverage covered = seen == 0 ? Coverage.NONE : Coverage.NONE.with(ids.get(seen - 1), top);
    return ChannelTotal.of(channel(top, OptionalLong.empty()), new ChannelState(seen, 0, covered));
  }

  private static Channel channel(long top, OptionalLong count) {
    return new Channel(Channel.markedId(1), "Channel", Channel.Kind.BROADCAST, top, count);
  }

  private static List<Long> ids(String name) throws Exception {
    try (TelegramExportSource source = Exports.open(name)) {
      return Walk.of(source, source.resolve(source.channels().get(0)), 100).ids();
    }
  }
}
