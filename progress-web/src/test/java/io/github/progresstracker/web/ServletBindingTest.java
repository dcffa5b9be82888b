package io.github.progresstracker.web;

import java.net.URI;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class ServletBindingTest extends BindingContract {

  @Override
  Mounted mount(ProgressWeb shown) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setUriCompliance(UriCompliance.from(Set.of(Violation.AMBIGUOUS_PATH_SEPARATOR)));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/app");
    ServletHolder holder = new ServletHolder(new ProgressServlet(shown));
    holder.setAsyncSupported(true);
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.addServlet(holder, "/progress/*");
    server.setHandler(context);
    server.start();
    return new Mounted(
        URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app/progress/"),
        server::stop);
  }
}
