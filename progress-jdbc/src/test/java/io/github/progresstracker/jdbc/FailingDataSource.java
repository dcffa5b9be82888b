package io.github.progresstracker.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source whose connections can be made to fail. */
final class FailingDataSource {

  private FailingDataSource() {}

  /** Something that is done before a method of a connection, or instead of it by throwing. */
  interface Trouble {
    void before(Connection connection, String method) throws SQLException;
  }

  static DataSource before(DataSource target, Trouble trouble) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = call(target, method, arguments);
          return result instanceof Connection connection ? troubled(connection, trouble) : result;
        });
  }

  private static Connection troubled(Connection connection, Trouble trouble) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          trouble.before(connection, method.getName());
          return call(connection, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FailingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
