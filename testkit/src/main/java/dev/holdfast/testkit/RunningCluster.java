package dev.holdfast.testkit;

import dev.holdfast.stack.Stack;
import dev.holdfast.stack.StackConfig;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A cluster with what has to be closed after the last test. */
record RunningCluster(Cluster cluster, Runnable stop) implements AutoCloseable {
    /** Starts one of the kind; whatever had started is closed again when something fails. */
    static RunningCluster start(ClusterKind kind) {
        return switch (kind) {
            case EMBEDDED -> embedded();
            case CONTAINERS -> containers();
        };
    }

    private static RunningCluster embedded() {
        Stack stack = Stack.start(StackConfig.temporary());
        return of(ClusterKind.EMBEDDED, stack.bootstrapServers(), stack.registryUrl(), stack::close);
    }

    private static RunningCluster containers() {
        ContainerStack stack = ContainerStack.start();
        return of(ClusterKind.CONTAINERS, stack.bootstrapServers(), stack.registryUrl(), stack::close);
    }

    private static RunningCluster of(ClusterKind kind, String bootstrapServers, String registryUrl, Runnable stop) {
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        return new RunningCluster(new Cluster(kind, bootstrapServers, registryUrl, admin), stop);
    }

    @Override
    public void close() {
        cluster.admin().close();
        stop.run();
    }
}
