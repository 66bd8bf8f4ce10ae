package dev.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives every constructor and method of a test class that has a {@link Cluster} parameter the shared cluster.
 *
 * <p>A class that asks for {@link ClusterChoice#CONTAINERS} by name is skipped, and says so, where no engine answers. A run
 * that asks for them through the system property {@link ClusterChoice#PROPERTY} fails there instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(RealClusterExtension.class)
public @interface RealCluster {
    /** The kind asked for; by default the run decides. */
    ClusterChoice value() default ClusterChoice.AUTO;
}
