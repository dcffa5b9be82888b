package io.github.progresstracker.web;

import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class ServletBindingTest extends BindingContract {

  @Override
  Mounted mount(ProgressWeb shown) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/app");
    ServletHolder holder = new ServletHolder(new ProgressServlet(shown));
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/progress/*");
    server.setHandler(context);
    server.start();
    return new Mounted(
        URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app/progress/"),
        server::stop);
  }
}
