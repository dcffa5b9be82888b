#!/usr/bin/env bash
# Takes the results anew and puts their figures on the page: all of them (some 80 minutes on two
# processors, on a machine that does nothing else), or those that are named.
set -euo pipefail
cd "$(dirname "$0")/.."

results=benchmarks/results
reports=io.github.progresstracker.benchmarks
all="advance wrap item event console offer eta spool scale accuracy accuracy-repeated audit-log soak system-soak collection jobs web page mutation"

usual="-f 1 -wi 3 -i 5 -prof gc"

jmh() { # OUT BENCHMARK OPTION...
  local out=$1 benchmark=$2
  shift 2
  java -jar benchmarks/target/benchmarks.jar "$benchmark" "$@" -rf json -rff "$results/$out-jdk17.json"
  report report.Taken --file "$out-jdk17.json"
}

report() { # CLASS [OPTION]...
  local class=$1
  shift
  java -cp benchmarks/target/benchmarks.jar "$reports.$class" "$@"
}

take() {
  case $1 in
    advance)
      for threads in 1 2; do
        jmh advance-$threads-thread AdvanceBenchmark $usual -t $threads
      done ;;
    wrap) jmh wrap WrapBenchmark $usual ;;
    item) jmh item ItemBenchmark $usual ;;
    event) jmh event EventBenchmark $usual ;;
    console) jmh console ConsoleBenchmark $usual ;;
    offer) jmh offer OfferBenchmark -f 2 -wi 2 -w 1 -i 5 -r 1 ;;
    eta) jmh eta EtaBenchmark $usual ;;
    spool) report SpoolReport --rounds 5 --out $results/spool-jdk17.md ;;
    scale) JAVA_TOOL_OPTIONS=-Xmx6g report ScaleReport --out $results/scale-jdk17.md ;;
    accuracy) report accuracy.AccuracyReport --traces benchmarks/traces/dev --out $results/accuracy ;;
    accuracy-repeated)
      report accuracy.AccuracyReport --traces benchmarks/traces/repeated --history benchmarks/traces/repeated --out $results/accuracy-repeated ;;
    audit-log) report postgres.AuditLogReport --rows 20000 --rounds 7 --out $results/audit-log-jdk17.md ;;
    soak) report soak.SoakReport --seconds 90 --seed 20261129 --out $results/audit-log-soak.md ;;
    system-soak) report soak.SystemSoakReport --seconds 180 --seed 20261129 --out $results/system-soak.md ;; # fills a disk only as root
    collection) report postgres.CollectionReport --messages 40000 --rounds 9 --out $results/collection-jdk17.md ;;
    jobs) report jobs.JobStoreReport --out $results/jobs-jdk17.md ;;
    web) report web.WebReport --out $results/web-jdk17.md ;;
    page) mvn -q -pl progress-web -am test -Dtest=PageReport -Dsurefire.failIfNoSpecifiedTests=false ;; # prints; the page is written by hand
    mutation) mvn -Pmutation -pl progress-core -am process-test-classes ;; # as well
  esac
}

for name in "$@"; do
  case " $all " in
    *" $name "*) ;;
    *) echo "unknown result: $name; there are $all" >&2; exit 2 ;;
  esac
done
mvn -q -DskipTests package
for name in ${*:-$all}; do
  printf '\n== %s\n' "$name"
  take "$name"
done
report report.ResultsPage
