package io.github.progresstracker.mtproto;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A way to a database for a process that dies at a chosen moment: right before or right after a
 * statement or a commit. What was not committed is gone, nothing more gets through, and the host
 * sees an {@link Error}, which nobody may take for something to go on after.
 */
final class DyingDatabase implements DataSource {

  /** The process dies. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("kill -9");
    }
  }

  private final DataSource delegate;
  private final boolean after;
  private int left;
  private boolean dead;

  /**
   * A way that ends.
   *
   * @param moment which statement or commit, from 1 on
   * @param after whether it gets through
   */
  DyingDatabase(DataSource delegate, int moment, boolean after) {
    this.delegate = delegate;
    this.left = moment;
    this.after = after;
  }

  /** Whether the process has died. */
  synchronized boolean isDead() {
    return dead;
  }

  @Override
  public Connection getConnection() throws SQLException {
    live();
    Connection connection = delegate.getConnection();
    return proxy(
        Connection.class, (method, arguments) -> onConnection(connection, method, arguments));
  }

  private Object onConnection(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("commit")) {
      return mortal(connection, connection, method, arguments);
    }
    Object result = invoke(connection, method, arguments);
    return result instanceof Statement statement
        ? proxy(
            method.getReturnType(),
            (inner, values) ->
                inner.getName().startsWith("execute")
                    ? mortal(connection, statement, inner, values)
                    : invoke(statement, inner, values))
        : result;
  }

  private Object mortal(Connection connection, Object target, Method method, Object[] arguments)
      throws Throwable {
    live();
    boolean last = countDown();
    if (last && !after) {
      die(connection);
    }
    Object result = invoke(target, method, arguments);
    if (last) {
      die(connection);
    }
    return result;
  }

  private synchronized boolean countDown() {
    return --left == 0;
  }

  private void die(Connection connection) throws SQLException {
    synchronized (this) {
      dead = true;
    }
    connection.close();
    throw new Death();
  }

  private synchronized void live() {
    if (dead) {
      throw new Death();
    }
  }

  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    InvocationHandler handler =
        (self, method, arguments) -> call.on(method, arguments == null ? new Object[0] : arguments);
    return type.cast(
        Proxy.newProxyInstance(
            DyingDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return delegate.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    delegate.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    delegate.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return delegate.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate.isWrapperFor(type);
  }
}
