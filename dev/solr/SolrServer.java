import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;

/**
 * A real Solr in one process, on the loopback address only, for development and tests.
 *
 * <p>Run straight from source: {@code java -Dsolr.solr.home=HOME -cp 'lib/*' SolrServer.java PORT}.
 */
public class SolrServer {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler(server, "/solr");
        context.addEventListener(new CoreContainerProvider());
        context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(DefaultServlet.class, "/");
        // DefaultServlet wants a folder to serve; nothing in it is ever reached.
        context.setResourceBase(System.getProperty("solr.solr.home"));

        server.setStopAtShutdown(true);
        server.start();
        server.join();
    }
}
