package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeAccountTest {

  @Test
  void a_wait_inside_a_pause_stops_the_time_once() {
    TimeAccount time = new TimeAccount(100);
    time.beginPause(200);
    time.beginWait(250);
    time.endWait(350);
    time.endPause(400);
    assertThat(time.elapsed(500)).isEqualTo(400);
    assertThat(time.active(500)).isEqualTo(200);
    assertThat(time.waited(500)).isEqualTo(100);
    assertThat(time.waits()).isEqualTo(1);
  }

  @Test
  void overlapping_waits_are_one_wait() {
    TimeAccount time = new TimeAccount(0);
    time.beginWait(10);
    time.beginWait(20);
    time.endWait(30);
    assertThat(time.active(40)).isEqualTo(10);
    time.endWait(50);
    assertThat(time.active(60)).isEqualTo(20);
    assertThat(time.waits()).isEqualTo(1);
  }

  @Test
  void a_part_begun_during_a_wait_waits_too() {
    TimeAccount whole = new TimeAccount(0);
    whole.beginWait(10);
    TimeAccount part = whole.partFrom(15);
    part.endWait(30);
    assertThat(part.active(40)).isEqualTo(10);
    assertThat(part.waits()).isEqualTo(1);
  }

  @Test
  void an_end_without_a_beginning_and_a_time_before_the_start_change_nothing() {
    TimeAccount time = new TimeAccount(100);
    time.endWait(110);
    assertThat(time.active(50)).isZero();
    assertThat(time.active(120)).isEqualTo(20);
  }
}
