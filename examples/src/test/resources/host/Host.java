package host;

import io.github.progresstracker.*;
import io.github.progresstracker.eta.*;
import io.github.progresstracker.history.*;
import io.github.progresstracker.job.*;
import io.github.progresstracker.jdbc.*;
import io.github.progresstracker.mtproto.*;
import io.github.progresstracker.web.*;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletContext;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.*;
import java.util.*;
import javax.sql.DataSource;
import org.slf4j.Logger;

/** What a host has of its own; examples may use it without a word. Nothing here is ever run. */
public class Host {
  // Of the library.
  public static ProgressRegistry registry;
  public static ProgressTracker tracker;
  public static JobTracker job;
  public static ProgressSnapshot snapshot;
  public static RunHistoryStore history;
  public static JobStore jobStore;
  public static PostgresProgress postgres;
  public static PostgresCheckpoints checkpoints;
  public static ProgressWeb web;
  public static EtaEstimator estimator;
  public static HistorySource source;
  public static Channel channel;
  public static MessageStore store;

  // Of the host.
  public static DataSource dataSource;
  public static Connection connection;
  public static MeterRegistry meterRegistry;
  public static Logger log;
  public static Clock clock;
  public static String url;
  public static String user;
  public static String password;
  public static List<Path> files;
  public static List<Row> rows;
  public static Page page;
  public static Pager pager;
  public static List<String> lines;
  public static List<Path> found;
  public static Path zip;
  public static OutputStream target;
  public static Duration retryAfter;
  public static Lease lease;
  public static JobTracker part;
  public static JobId jobId;
  public static Long userId;
  public static String dashboardToken;
  public static String crawlerToken;
  public static long bytes;
  public static long stored;
  public static ServletContext context;
  public static com.sun.net.httpserver.HttpServer server;
  public static long activeNanos;
  public static long done;
  public static long total;

  public record Row(long id, String name) {}

  public record Page(String lastId, int size) {}

  public interface Pager {
    void page(String text);
  }

  public static final class NightlyEstimator implements EtaEstimator {
    public NightlyEstimator(String table) {}

    @Override
    public EtaMethod method() {
      return EtaMethod.CUSTOM;
    }

    @Override
    public void observe(long activeNanos, double done, double total) {}

    @Override
    public Eta estimate(long activeNanos) {
      return Eta.warmingUp(method());
    }

    @Override
    public void reset() {}
  }

  /** Spring's has the same name. Modules other than the starter have no Spring beside them. */
  public @interface Bean {}

  public static String channel(String id) {
    return id;
  }

  public static String errors(String channel, Long user, long hours) {
    return channel;
  }

  public static void index(Path file) {}

  public static void handle(Row row) {}

  public static void store(Object... what) {}
}
