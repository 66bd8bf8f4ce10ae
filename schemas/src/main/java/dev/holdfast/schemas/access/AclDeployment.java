package dev.holdfast.schemas.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** Creates the access rules that are missing. Takes none away. */
public final class AclDeployment {
    private static final int WAIT_SECONDS = 30;

    private final Admin admin;

    /** @param admin a client that may alter the cluster, such as a super user's; stays the caller's to close */
    public AclDeployment(Admin admin) {
        this.admin = admin;
    }

    /** What became of one rule. */
    public sealed interface Outcome {
        /** The rule. */
        AclBinding binding();

        /** It was not there and has been created. */
        record Created(AclBinding binding) implements Outcome {}

        /** It was there. */
        record Present(AclBinding binding) implements Outcome {}

        /** It was there for one of the principals although nobody asked for it; it still is. */
        record Surplus(AclBinding binding) implements Outcome {}
    }

    /**
     * Creates every rule that is missing. Repeating it changes nothing.
     *
     * @return what was asked for, in its order, then what the same principals have beyond it
     * @throws KafkaException when the brokers have no authorizer, refuse, or do not answer within 30 s; says what to do
     */
    public List<Outcome> apply(List<AclBinding> wanted) {
        Set<AclBinding> surplus = new LinkedHashSet<>();
        wanted.stream()
                .map(binding -> binding.entry().principal())
                .distinct()
                .forEach(principal -> surplus.addAll(ofPrincipal(principal)));
        List<Outcome> outcomes = new ArrayList<>();
        Set<AclBinding> missing = new LinkedHashSet<>();
        for (AclBinding binding : new LinkedHashSet<>(wanted)) {
            if (surplus.remove(binding)) {
                outcomes.add(new Outcome.Present(binding));
            } else {
                missing.add(binding);
                outcomes.add(new Outcome.Created(binding));
            }
        }
        if (!missing.isEmpty()) {
            answer(admin.createAcls(missing).all(), "create access rules");
        }
        surplus.forEach(binding -> outcomes.add(new Outcome.Surplus(binding)));
        return outcomes;
    }

    private Set<AclBinding> ofPrincipal(String principal) {
        var filter = new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY));
        return new HashSet<>(answer(admin.describeAcls(filter).values(), "read the access rules of " + principal));
    }

    private static <T> T answer(KafkaFuture<T> future, String purpose) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refused(e.getCause() instanceof KafkaException known ? known : new KafkaException(e), purpose);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted: could not " + purpose, e);
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "cannot " + purpose + ": no answer from Kafka within " + WAIT_SECONDS + " s; is it reachable?", e);
        }
    }

    private static KafkaException refused(KafkaException refusal, String purpose) {
        if (refusal instanceof SecurityDisabledException) {
            return new KafkaException(
                    "cannot " + purpose + ": expected brokers that enforce access rules, found no authorizer; set"
                            + " authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer and super.users on"
                            + " every broker and controller, restart them, then try again",
                    refusal);
        }
        if (refusal instanceof ClusterAuthorizationException) {
            return new KafkaException(
                    "cannot " + purpose
                            + ": expected a principal with ALTER and DESCRIBE on the cluster, found one without;"
                            + " connect as a super user (kafka.security.protocol and kafka.sasl.* or kafka.ssl.* in --config)",
                    refusal);
        }
        return refusal;
    }
}
