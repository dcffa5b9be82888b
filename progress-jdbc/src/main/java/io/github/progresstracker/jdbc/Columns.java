package io.github.progresstracker.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds the columns of rows, one array for each parameter, in the order of the parameters. A column
 * of nothing but nulls goes out as an empty array, which {@code unnest} fills up: most reports say
 * little, and what they do not say then costs nothing.
 *
 * @param <T> a row
 */
final class Columns<T> {

  private final PreparedStatement statement;
  private final List<T> rows;
  private int place;

  Columns(PreparedStatement statement, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /** One value of each row, for a statement that names its parameters. */
  static <T> List<@Nullable Object> column(
      List<T> rows, Function<T, ? extends @Nullable Object> value) {
    List<@Nullable Object> column = new ArrayList<>(rows.size());
    rows.forEach(row -> column.add(value.apply(row)));
    return column;
  }

  Columns<T> texts(Function<T, @Nullable String> value) throws SQLException {
    return values(value, new String[0]);
  }

  Columns<T> counts(Function<T, @Nullable Long> value) throws SQLException {
    return values(value, new Long[0]);
  }

  Columns<T> reals(Function<T, @Nullable Double> value) throws SQLException {
    return values(value, new Double[0]);
  }

  Columns<T> numbers(ToLongFunction<T> value) throws SQLException {
    return bind(rows.stream().mapToLong(value).toArray());
  }

  Columns<T> flags(Predicate<T> value) throws SQLException {
    boolean[] flags = new boolean[rows.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = value.test(rows.get(i));
    }
    return bind(flags);
  }

  private <V> Columns<T> values(Function<T, @Nullable V> value, V[] none) throws SQLException {
    @Nullable Object[] values = rows.stream().map(value).toArray();
    boolean any = Arrays.stream(values).anyMatch(Objects::nonNull);
    return bind(any ? Arrays.asList(values).toArray(none) : none);
  }

  private Columns<T> bind(Object array) throws SQLException {
    statement.setObject(++place, array);
    return this;
  }
}
