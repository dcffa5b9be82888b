package io.github.progresstracker.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Connections of somebody in particular. */
final class Pools {

  private Pools() {}

  static HikariDataSource as(String role, String jdbcUrl) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(role);
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }
}
