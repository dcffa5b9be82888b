/** Pure arithmetic of rates, ETAs, intervals and their accuracy. */
module io.github.progresstracker.eta {
  requires static org.jspecify;

  exports io.github.progresstracker.eta;
}
