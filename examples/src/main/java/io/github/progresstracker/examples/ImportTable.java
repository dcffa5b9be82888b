package io.github.progresstracker.examples;

import io.github.progresstracker.job.JobId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The host's own data: a row that is stored twice breaks its primary key. */
record ImportTable(DataSource database, JobId job) {

  /** What belongs to the rows and is stored with them or not at all. */
  interface Together {
    void in(Connection transaction) throws Exception;
  }

  void create() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists example_import ("
              + "job text, row_number integer, content text, primary key (job, row_number))");
    }
  }

  /** Stores the rows {@code from} to {@code to - 1}; if anything fails, none of it is there. */
  void add(int from, int to, Together together) throws Exception {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        insert(connection, from, to);
        together.in(connection);
        connection.commit();
      } catch (Exception e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private void insert(Connection connection, int from, int to) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into example_import values (?, ?, ?)")) {
      for (int row = from; row < to; row++) {
        insert.setString(1, job.value());
        insert.setInt(2, row);
        insert.setString(3, "content of row " + row);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  long count() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement count =
            connection.prepareStatement("select count(*) from example_import where job = ?")) {
      count.setString(1, job.value());
      try (ResultSet rows = count.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
