package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.RegistryUnavailable;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.ScenarioSetup;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry that does not answer is no reason to reject: the record stays where it is, and is judged when the registry is back. */
class RegistryFailureTest {

    /** How a registry fails. */
    enum Failure {
        NO_CONNECTION,
        TIMEOUT,
        SERVER_ERROR;

        void raise() throws IOException, RestClientException {
            switch (this) {
                case NO_CONNECTION -> throw new IOException("connection refused");
                case TIMEOUT -> throw new SocketTimeoutException("timed out");
                case SERVER_ERROR -> throw new RestClientException("error in the backend", 500, 50001);
            }
        }
    }

    private static final class FailingRegistry extends MockSchemaRegistryClient {
        private Failure byId;
        private Failure bySubjectAndId;

        @Override
        public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
            if (byId != null) {
                byId.raise();
            }
            // The mock asks itself by subject and id; a real client asks the registry twice.
            Failure later = bySubjectAndId;
            bySubjectAndId = null;
            try {
                return super.getSchemaById(id);
            } finally {
                bySubjectAndId = later;
            }
        }

        @Override
        public ParsedSchema getSchemaBySubjectAndId(String subject, int id) throws IOException, RestClientException {
            if (bySubjectAndId != null) {
                bySubjectAndId.raise();
            }
            return super.getSchemaBySubjectAndId(subject, id);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotRejectARecordWhoseSchemaCannotBeAskedFor(Failure failure) {
        var registry = ScenarioSetup.deploy(new FailingRegistry());
        try (var scenario =
                EvaluatorScenario.with().registryOfEvaluator(registry).start()) {
            Executor executor = scenario.leased("job-1");
            registry.byId = failure;
            Input unknown = executor.heartbeat(heartbeat -> {});
            unknown = unknown.withValue(WireFormat.join(4_711, new byte[3]));

            Throwable thrown = thrownBy(scenario, unknown);

            assertThat(thrown)
                    .hasRootCauseInstanceOf(
                            failure == Failure.SERVER_ERROR ? RestClientException.class : IOException.class);
            assertThat(causes(thrown)).anyMatch(RegistryUnavailable.class::isInstance);
            assertThat(scenario.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotRejectARecordThatCannotBeDecodedForWantOfTheRegistry(Failure failure) {
        var registry = ScenarioSetup.deploy(new FailingRegistry());
        try (var scenario =
                EvaluatorScenario.with().registryOfEvaluator(registry).start()) {
            Input grant = underANewerSchema(scenario.signedGrant("job-1", Keys.ISSUER, builder -> {}), registry);
            registry.bySubjectAndId = failure;

            Throwable thrown = thrownBy(scenario, grant);

            assertThat(causes(thrown)).anyMatch(RegistryUnavailable.class::isInstance);
            assertThat(scenario.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldJudgeTheRecordWhenTheRegistryIsBack(Failure failure) {
        var registry = ScenarioSetup.deploy(new FailingRegistry());
        try (var scenario =
                EvaluatorScenario.with().registryOfEvaluator(registry).start()) {
            Input grant = underANewerSchema(scenario.signedGrant("job-1", Keys.ISSUER, builder -> {}), registry);
            registry.byId = failure;
            assertThat(thrownBy(scenario, grant)).isNotNull();
            byte[] afterFailure = scenario.stored("job-1");
            registry.byId = null;
            try (var restarted = EvaluatorScenario.with()
                    .registryOfEvaluator(registry)
                    .stored(scenario.store())
                    .start()) {

                restarted.send(grant);

                assertThat(afterFailure).isNull();
                assertThat(restarted.standing("job-1")).isEqualTo(TrustState.PENDING);
                assertThat(restarted.deadLetters()).isEmpty();
            }
        }
    }

    /** The same body by a schema that differs in its words alone: one that the evaluator has not asked for at its start. */
    private static Input underANewerSchema(Input grant, FailingRegistry registry) {
        String reworded =
                SchemaHistory.of(Topic.GRANTS).newest().toString().replace("authorization artifact", "permit");
        try {
            int id = registry.register(ScenarioSetup.NAMES.subjectOf(Topic.GRANTS), new AvroSchema(reworded));
            byte[] value = grant.value().clone();
            ByteBuffer.wrap(value).putInt(1, id);
            return grant.withValue(value);
        } catch (IOException | RestClientException e) {
            throw new AssertionError("the mock refuses a schema", e);
        }
    }

    private static Throwable thrownBy(EvaluatorScenario scenario, Input input) {
        return catchThrowable(() -> scenario.send(input));
    }

    private static java.util.List<Throwable> causes(Throwable thrown) {
        return java.util.stream.Stream.iterate(thrown, java.util.Objects::nonNull, Throwable::getCause)
                .toList();
    }
}
