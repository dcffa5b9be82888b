package io.github.progresstracker.jdbc;

import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Leases in PostgreSQL, one statement each. The time is the database's, and that of the moment: a
 * statement that had to wait for a lock would otherwise compare with when it began to wait.
 */
final class PostgresLeases implements LeaseStore {

  private final JobCalls calls;

  PostgresLeases(JobCalls calls) {
    this.calls = calls;
  }

  @Override
  public Optional<Lease> acquire(String name, WriterId owner, Duration duration)
      throws SQLException {
    Lease wanted = new Lease(name, owner, 0, Instant.EPOCH);
    return calls.once(
        handle ->
            bind(
                    handle.createQuery(
                        """
                        insert into progress_lease as l (name, owner, token, acquired_at, until)
                        values (:name, :owner, 1, clock_timestamp(),
                          clock_timestamp() + make_interval(secs => :seconds))
                        on conflict (name) do update set
                          owner = excluded.owner, token = l.token + 1,
                          acquired_at = clock_timestamp(),
                          until = clock_timestamp() + make_interval(secs => :seconds)
                        where l.until <= clock_timestamp()
                        returning name, owner, token, until\
                        """),
                    wanted,
                    LeaseStore.checked(duration))
                .map((row, context) -> lease(row))
                .findOne());
  }

  @Override
  public boolean renew(Lease lease, Duration duration) throws SQLException {
    return calls.once(
        handle ->
            bind(
                        handle.createUpdate(
                            """
                            update progress_lease
                            set until = clock_timestamp() + make_interval(secs => :seconds)
                            where name = :name and owner = :owner and token = :token
                              and until > acquired_at\
                            """),
                        lease,
                        LeaseStore.checked(duration))
                    .bind("token", lease.token())
                    .execute()
                == 1);
  }

  /**
   * A lease that was given back ends where it began, so that it is not taken for one that ran out.
   */
  @Override
  public boolean release(Lease lease) throws SQLException {
    return calls.once(
        handle ->
            handle
                    .createUpdate(
                        """
                        update progress_lease set until = acquired_at
                        where name = :name and owner = :owner and token = :token
                          and until > acquired_at\
                        """)
                    .bind("name", lease.name())
                    .bind("owner", lease.owner().value())
                    .bind("token", lease.token())
                    .execute()
                == 1);
  }

  @Override
  public Optional<Lease> find(String name) throws SQLException {
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    select name, owner, token, until from progress_lease
                    where name = :name and until > clock_timestamp()\
                    """)
                .bind("name", name)
                .map((row, context) -> lease(row))
                .findOne());
  }

  @Override
  public Set<String> abandoned(Collection<String> names) throws SQLException {
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    select name from progress_lease
                    where name = any(:names::text[])
                      and until <= clock_timestamp() and until > acquired_at\
                    """)
                .bindArray("names", String.class, List.copyOf(names))
                .mapTo(String.class)
                .set());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Lease lease, Duration duration) {
    return statement
        .bind("name", lease.name())
        .bind("owner", lease.owner().value())
        .bind("seconds", duration.toMillis() / 1e3);
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        row.getString("name"),
        WriterId.of(row.getString("owner")),
        row.getLong("token"),
        JobRows.time(row, "until"));
  }
}
