package io.github.progresstracker.benchmarks.recording;

import java.util.List;

/**
 * A job that is recorded, with what its traces say of it.
 *
 * @param key names the job in file names and in the history of an estimator
 * @param job the job
 * @param kind of job
 * @param unit what is counted
 * @param how it works
 */
record JobEntry(String key, Job job, String kind, String unit, String how) {

  static final List<JobEntry> ALL =
      List.of(
          new JobEntry(
              "hash-tree",
              new HashTree(),
              "hash-files-count",
              "files",
              "SHA-256 of the files of a system tree, one after another"),
          new JobEntry(
              "archive-files",
              new ArchiveFiles(),
              "zip-archive",
              "bytes",
              "documents, then programs, then archives packed into one zip file"),
          new JobEntry(
              "compile-sources",
              new CompileSources(),
              "compile-java",
              "file steps",
              "javac on a part of a JDK module, each file counts once parsed and once generated"),
          new JobEntry(
              "load-database",
              new LoadDatabase(),
              "db-load-then-index",
              "rows",
              "sqlite3 process, rows into a table with a random index, then two more indexes are"
                  + " built, the last batch counts when they are"),
          new JobEntry(
              "deduplicate",
              new Deduplicate(),
              "compute-dedup",
              "documents",
              "each document compared with all kept before it"),
          new JobEntry(
              "distance-matrix",
              new DistanceMatrix(),
              "compute-triangle",
              "sequences",
              "edit distance of each sequence to all after it"),
          new JobEntry(
              "external-sort",
              new ExternalSort(),
              "external-sort",
              "line steps",
              "sort of a text file on disk, each line counts once when it is read and once when it"
                  + " is merged"),
          new JobEntry(
              "download-files",
              new DownloadFiles(),
              "http-download-files",
              "files",
              "client and server processes on loopback, token bucket with bursts, slow files, some"
                  + " answers say retry later"),
          new JobEntry(
              "collect-history",
              new CollectHistory(),
              "collector-flood-wait",
              "messages",
              "client and server processes on loopback with real waiting, pages of 100 messages,"
                  + " announced flood waits"),
          new JobEntry(
              "cached-lookups",
              new CachedLookups(),
              "cached-lookups",
              "records",
              "client and server processes on loopback, records enriched by an answer of the"
                  + " server, which is kept, and signed, so the later the fewer requests"),
          new JobEntry(
              "render-rows",
              new RenderRows(),
              "compute-render",
              "rows",
              "Mandelbrot image, another window in each run"),
          new JobEntry(
              "shard-waves",
              new ShardWaves(),
              "parallel-waves",
              "shards",
              "sort and deflate of shards on eight threads, which finish in waves"),
          new JobEntry(
              "test-suite",
              new TestSuite(),
              "test-suite",
              "tests",
              "tests of log-normal cost, most of them the same in each run, a few wait instead of"
                  + " working"),
          new JobEntry(
              "train-model",
              new TrainModel(),
              "ml-train-checkpoints",
              "steps",
              "training steps of a small network with evaluations and checkpoints in between"));

  static JobEntry of(String key) {
    return ALL.stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no job has the key \"" + key + "\"; there are: " + keys()));
  }

  static List<String> keys() {
    return ALL.stream().map(JobEntry::key).toList();
  }

  TraceWriter.Header header(Run run) {
    return new TraceWriter.Header(
        run, kind, unit, "real run on a shared machine, a fresh JVM, " + how);
  }
}
