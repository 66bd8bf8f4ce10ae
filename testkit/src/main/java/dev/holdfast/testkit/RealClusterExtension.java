package dev.holdfast.testkit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/** What stands behind {@link RealCluster}. */
final class RealClusterExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        // A static set-up method may want the cluster before any test begins.
        if (hasStaticSetUp(context)) {
            skipWithoutEngine(context);
        }
    }

    /** Per test and not per class, so that reports count and name every test that was skipped. */
    @Override
    public void beforeEach(ExtensionContext context) {
        skipWithoutEngine(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClusterKind kind = kind(choice(context));
        // The session's store is closed after the last test of the virtual machine, and its values with it. The root's
        // would be closed after each class: Surefire runs one by one.
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(kind, RunningCluster::start, RunningCluster.class)
                .cluster();
    }

    private static void skipWithoutEngine(ExtensionContext context) {
        if (choice(context) == ClusterChoice.CONTAINERS && !ContainerEngine.answers()) {
            throw new TestAbortedException(ContainerEngine.ABSENT);
        }
    }

    private static ClusterKind kind(ClusterChoice choice) {
        ClusterChoice effective =
                choice == ClusterChoice.AUTO ? ClusterChoice.parse(System.getProperty(ClusterChoice.PROPERTY)) : choice;
        ClusterKind kind = effective.resolve(effective == ClusterChoice.AUTO && ContainerEngine.answers());
        if (kind == ClusterKind.CONTAINERS && !ContainerEngine.answers()) {
            throw new IllegalStateException(
                    "-D" + ClusterChoice.PROPERTY + "=containers, but " + ContainerEngine.ABSENT);
        }
        return kind;
    }

    private static ClusterChoice choice(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), RealCluster.class, context.getEnclosingTestClasses())
                .map(RealCluster::value)
                .orElse(ClusterChoice.AUTO);
    }

    private static boolean hasStaticSetUp(ExtensionContext context) {
        return !AnnotationSupport.findAnnotatedMethods(
                        context.getRequiredTestClass(), BeforeAll.class, HierarchyTraversalMode.TOP_DOWN)
                .isEmpty();
    }
}
