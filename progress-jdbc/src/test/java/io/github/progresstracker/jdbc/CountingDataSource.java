package io.github.progresstracker.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** A data source that writes down each statement its connections prepare. */
final class CountingDataSource {

  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final DataSource watched;

  CountingDataSource(DataSource target) {
    watched =
        (DataSource)
            Proxy.newProxyInstance(
                CountingDataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  Object result = call(target, method, arguments);
                  return result instanceof Connection connection ? watch(connection) : result;
                });
  }

  DataSource dataSource() {
    return watched;
  }

  /** The statements so far; forgets them. */
  List<String> take() {
    List<String> taken = List.copyOf(statements);
    statements.clear();
    return taken;
  }

  private Object watch(Connection connection) {
    return Proxy.newProxyInstance(
        CountingDataSource.class.getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("prepare")) {
            statements.add((String) arguments[0]);
          }
          return call(connection, method, arguments);
        });
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
