package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Almost every early record asks the server, almost no late one does: it goes ever faster. */
final class CachedLookups implements Job {

  private static final int USUAL_RECORDS = 4_000;
  private static final int IDS = 600;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    int records = run.scaled(USUAL_RECORDS);
    SplittableRandom random = run.random("records");
    LoopbackClient server = LoopbackClient.start(run);
    return new Work(records, recording -> enrich(server, records, random, recording));
  }

  private static void enrich(
      LoopbackClient server, int records, SplittableRandom random, Recording recording)
      throws Exception {
    Signature signature = signature();
    Map<Integer, byte[]> answers = new HashMap<>();
    try (server) {
      for (int record = 0; record < records; record++) {
        int id = popular(random);
        if (!answers.containsKey(id)) {
          answers.put(id, server.get("/record/" + id, wait -> {}));
        }
        signature.update(answers.get(id));
        signature.sign();
        recording.advance();
      }
    }
  }

  /** An id, low ones far more often than high ones. */
  private static int popular(SplittableRandom random) {
    return (int) (IDS * Math.pow(random.nextDouble(), 3));
  }

  private static Signature signature() throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
    return signature;
  }
}
