package dev.holdfast.bench.decide;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cedar, which is native code: a policy that permits, and one that forbids for each rule; those that decided say how bad it is. Parsed before. */
final class CedarSubject implements Subject {
    private static final EntityUID NOBODY = EntityUID.parse("Bench::\"nobody\"").orElseThrow();
    private static final Set<Entity> NO_ENTITIES = Set.of();

    private static final Phrases POLICIES = new Phrases(
            "context.agent == \"%s\"",
            "context.remaining < %d", "context.counters.%s > %d", "context.region == \"%s\"", " && ");

    @Override
    public Ready prepare(List<Clause> clauses) throws Exception {
        var policies = new HashSet<Policy>();
        var answers = new HashMap<String, Answer>();
        policies.add(new Policy("permit(principal, action, resource);", "permit"));
        for (Clause clause : clauses) {
            String id = "rule" + clause.number();
            policies.add(new Policy("forbid(principal, action, resource) when { " + clause.in(POLICIES) + " };", id));
            answers.put(id, clause.answer());
        }
        var set = new PolicySet(policies);
        set.cache();
        var engine = new BasicAuthorizationEngine();
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                Map<String, Value> counters = new HashMap<>();
                situation.counters().forEach((name, value) -> counters.put(name, new PrimLong(value)));
                Map<String, Value> context = Map.of(
                        "agent", new PrimString(situation.agent()),
                        "region", new PrimString(situation.region()),
                        "remaining", new PrimLong(situation.remainingMillis()),
                        "counters", new CedarMap(counters));
                return new AuthorizationRequest(NOBODY, NOBODY, NOBODY, context);
            }

            @Override
            public Answer decide(Object input) {
                try {
                    AuthorizationResponse response =
                            engine.isAuthorized((AuthorizationRequest) input, set, NO_ENTITIES);
                    var decided = response.success.orElseThrow(
                            () -> new IllegalStateException("Cedar did not decide: " + response));
                    Answer worst = Answer.TRUST;
                    for (String id : decided.getReason()) {
                        worst = worst.or(answers.getOrDefault(id, Answer.TRUST));
                    }
                    return worst;
                } catch (AuthException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
