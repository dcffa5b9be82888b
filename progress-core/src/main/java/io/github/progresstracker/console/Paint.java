package io.github.progresstracker.console;

/** A colour or weight of text, as an SGR parameter of ECMA-48. */
enum Paint {
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private final String sequence;

  Paint(String parameter) {
    this.sequence = "\u001b[" + parameter + "m";
  }

  String sequence() {
    return sequence;
  }
}
