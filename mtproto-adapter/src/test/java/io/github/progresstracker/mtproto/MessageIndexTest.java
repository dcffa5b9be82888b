package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessageIndexTest {

  @Test
  @DisplayName("ids in any order, with repetitions, as a sorted map has them (500 random indexes)")
  void asASortedMap() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      MessageIndex index = new MessageIndex();
      TreeMap<Long, Long> expected = new TreeMap<>();
      int count = random.nextInt(300);
      for (int i = 0; i < count; i++) {
        long id = random.nextLong(1, 401);
        index.add(id, i * 10L, 10, true);
        expected.putIfAbsent(id, i * 10L);
      }
      index.seal();
      assertThat(index.size()).isEqualTo(expected.size());
      assertThat(index.duplicates()).isEqualTo(count - expected.size());
      int position = 0;
      for (var entry : expected.entrySet()) {
        assertThat(index.id(position)).isEqualTo(entry.getKey());
        assertThat(index.slice(position)).isEqualTo(new MessageIndex.Slice(entry.getValue(), 10));
        position++;
      }
      for (long bound = 1; bound < 402; bound += 7) {
        assertThat(index.below(bound)).isEqualTo(expected.headMap(bound).size() - 1);
      }
    }
  }

  @Test
  void elementsWithoutIdAreTiedToTheOneBefore() {
    MessageIndex index = new MessageIndex();
    index.addWithoutId(0, 1);
    index.add(5, 1, 1, true);
    index.addWithoutId(2, 1);
    index.add(3, 3, 1, false);
    index.addWithoutId(4, 1);
    index.seal();
    assertThat(index.untied()).isZero();
    assertThat(index.tiedTo(5)).extracting(MessageIndex.Slice::offset).containsExactly(0L, 2L);
    assertThat(index.tiedTo(3)).extracting(MessageIndex.Slice::offset).containsExactly(4L);
    assertThat(index.readable()).isEqualTo(1);
  }
}
