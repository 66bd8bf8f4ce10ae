package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Heard;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.Effective;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/**
 * Where the rows of one class are shown: a site with its evaluator, and a healthy neighbour. Whatever runs here is on the neighbour's
 * partition. Any thread: the rows run at once.
 */
final class Ground implements AutoCloseable {
    /** Rhythm in milliseconds. Three missed ones pause, so it leaves a busy machine three seconds. */
    static final int HEARTBEAT = 1_000;

    /** Lease in milliseconds; it is renewed when half is used. */
    static final int LEASE = 12_000;

    /** The neighbour's, which nothing may disturb: not a busy machine either. */
    private static final int NEIGHBOURS_LEASE = 16_000;

    /** Grace in milliseconds where a row waits for the halt after its pause. */
    private static final int SHORT_GRACE = 600;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int PARTITION = 0;
    private static final Path SHELL = Path.of("/bin/sh");

    private final Site site;
    private final Path directory;
    private final Evaluator evaluator;
    private final GovernancePublisher publisher;
    private final Ledger ledger;
    private final Heard neighbourHeard = new Heard();
    private final ExecutionGuard neighbour;
    private final List<AutoCloseable> guests = new CopyOnWriteArrayList<>();

    /** What has to be done on a site before its evaluator starts. */
    @FunctionalInterface
    interface Preparation {
        void on(Site site, GovernancePublisher publisher) throws Exception;
    }

    private Ground(Cluster cluster, Path directory, Map<String, String> settings, Preparation preparation)
            throws Exception {
        // A row that comes late on a busy machine is a row all the same.
        Awaitility.setDefaultTimeout(PATIENCE);
        this.directory = directory;
        this.site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        this.publisher = new GovernancePublisher(site.client());
        preparation.on(site, publisher);
        Map<String, String> patient = new HashMap<>(settings);
        // A busy machine may hold up a transaction for longer than a deployment should; the neighbour must not notice.
        patient.put("kafka.producer.transaction.timeout.ms", "30000");
        this.evaluator = site.startEvaluator(patient);
        this.ledger = new Ledger(site);
        Granted beside = granted(grant -> {
            grant.setAgent("neighbour");
            grant.setLeaseMillis(NEIGHBOURS_LEASE);
        });
        this.neighbour = site.running(beside, neighbourHeard);
    }

    static Ground start(Cluster cluster, Path directory) throws Exception {
        return start(cluster, directory, Map.of(), (site, publisher) -> {});
    }

    static Ground start(Cluster cluster, Path directory, Map<String, String> settings, Preparation preparation)
            throws Exception {
        return new Ground(cluster, directory, settings, preparation);
    }

    Site site() {
        return site;
    }

    /** Digest of the ruleset in force. */
    String rulesetDigest() {
        return evaluator.rulesetDigest();
    }

    Ledger ledger() {
        return ledger;
    }

    Path directory() {
        return directory;
    }

    /** A sound grant beside the neighbour, changed as wanted. */
    Granted granted(Consumer<Grant> change) throws Exception {
        return granted(newId(), change);
    }

    Granted granted(String id, Consumer<Grant> change) throws Exception {
        return site.grant(grant -> {
            grant.setExecutionId(id);
            grant.setScope(List.of(
                    new ScopeRule(Supervisor.START_ACTION, "*", null, null),
                    new ScopeRule("http.get", "https://example.org/*", null, null)));
            grant.setHeartbeatIntervalMillis(HEARTBEAT);
            grant.setLeaseMillis(LEASE);
            grant.setGraceMillis(10_000);
            change.accept(grant);
        });
    }

    /** Lets what stays paused be halted soon. */
    static void shortGrace(Grant grant) {
        grant.setGraceMillis(SHORT_GRACE);
    }

    /** The same terms, signed by somebody else. */
    static Granted signedBy(SigningKey signer, Granted granted) throws Exception {
        return new Granted(granted.key(), SignedGrant.issue(granted.grant().grant(), signer, Site.TRUST_DOMAIN));
    }

    /** An id of a new execution beside the neighbour. */
    static String newId() {
        while (true) {
            String id = "run-" + UUID.randomUUID();
            if (RootSegmentPartitioner.partitionOf(id, Site.PARTITIONS) == PARTITION) {
                return id;
            }
        }
    }

    /** Starts a program under the supervisor; returns before its first lease. */
    Victim victim(Granted granted, Attester... attesters) throws Exception {
        return victim(granted, SHELL, attesters);
    }

    Victim victim(Granted granted, Path shell, Attester... attesters) throws Exception {
        Path own = Files.createDirectory(directory.resolve("victim-" + UUID.randomUUID()));
        var victim = new Victim(site, granted, shell, own, attesters);
        guests.add(victim);
        return victim;
    }

    Victim victim(Consumer<Grant> change) throws Exception {
        return victim(granted(change));
    }

    RawExecutor raw(Granted granted) {
        var executor = new RawExecutor(this, granted);
        guests.add(executor);
        return executor;
    }

    /** Keeps something to be closed at the end. */
    <T extends AutoCloseable> T keep(T guest) {
        guests.add(guest);
        return guest;
    }

    /** A signed record on its right partition. */
    ProducerRecord<byte[], byte[]> record(Topic topic, String executionId, SpecificRecord value, SigningKey signer) {
        synchronized (site.wire) {
            return site.wire.signed(topic, executionId, value, signer);
        }
    }

    Heartbeat decode(ConsumerRecord<byte[], byte[]> heartbeat) {
        synchronized (site.wire) {
            return site.wire.decode(Topic.HEARTBEATS, heartbeat.value(), Heartbeat.class);
        }
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            site.wire.send(record);
        } catch (Exception e) {
            throw new AssertionError("not sent to " + record.topic(), e);
        }
    }

    void publish(Act act, List<SigningKey> signers) {
        synchronized (publisher) {
            publisher.publish(act, signers);
        }
    }

    /** Asserts all that a row says of a program under the supervisor. */
    void assertDenied(Denial row, Victim victim) throws Exception {
        assertDenied(row, victim, victim.id());
    }

    /**
     * The same, of a row whose dead letters are those of another record than the program's own.
     *
     * @param letters the key of that record
     */
    void assertDenied(Denial row, Victim victim, String letters) throws Exception {
        assertTold(row, victim.id(), letters);
        switch (row.fate()) {
            case NEVER_STARTED -> assertNeverStarted(victim);
            case ENDED -> {
                assertThat(victim.wasStarted()).isTrue();
                await().atMost(PATIENCE)
                        .until(() -> victim.program().processes().isEmpty());
            }
            case RESUMED -> assertResumed(victim);
            case UNTOUCHED -> assertGoesOn(victim);
        }
        assertNeighbourUndisturbed();
        assertTold(row, victim.id(), letters);
        victim.cancel();
    }

    /** Asserts what a row says of an execution, as the evaluator's records have it. */
    void assertTold(Denial row, String id) {
        assertTold(row, id, id);
    }

    private void assertTold(Denial row, String id, String letters) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(ledger.letters(letters)).as("dead letters").containsAll(row.letters());
            assertThat(ledger.findings(id)).as("findings").containsAll(row.findings());
            assertThat(ledger.commands(id)).as("commands").isEqualTo(row.commands());
            assertThat(ledger.row(id).map(ExecutionStatus::getState))
                    .as("state")
                    .isEqualTo(row.state());
        });
    }

    void assertNeverStarted(Victim victim) {
        assertThat(victim.wasLeased()).as("leased").isFalse();
        assertThat(victim.wasStarted()).as("started").isFalse();
        assertThat(victim.program().processes()).isEmpty();
    }

    /** Asserts that a program runs, has been told nothing, and is leased again. */
    void assertGoesOn(Victim victim) {
        victim.running();
        assertLeasedAgain(victim.heard);
        assertThat(victim.standing()).isEqualTo(Standing.RUNNING);
        assertThat(victim.heard.all(CommandReceived.class)).isEmpty();
        assertThat(victim.program().processes()).isNotEmpty();
        assertThat(ledger.commands(victim.id())).isEmpty();
    }

    /** Asserts that a good twin runs, and lets it end. */
    void assertPasses(Victim twin) throws Exception {
        assertGoesOn(twin);
        twin.cancel();
    }

    /** Waits until a program has been told to pause, stands still, and its executor has seen that: it can be seen from outside a little earlier. */
    void awaitPaused(Victim victim) {
        await().atMost(PATIENCE)
                .until(() -> victim.standing() == Standing.PAUSED
                        && victim.program().moving().isEmpty()
                        && victim.heard.all(Effective.class).stream()
                                .anyMatch(effect -> effect.standing() == Standing.PAUSED));
        assertThat(victim.program().processes()).isNotEmpty();
    }

    /** Asserts that a program that was paused goes on. */
    void assertResumed(Victim victim) {
        assertThat(victim.heard.all(Effective.class))
                .extracting(Effective::standing)
                .contains(Standing.PAUSED);
        await().atMost(PATIENCE)
                .until(() -> victim.standing() == Standing.RUNNING
                        && !victim.program().moving().isEmpty());
    }

    /** Asserts that all is with the neighbour as it was, and that it is leased again from now on. */
    void assertNeighbourUndisturbed() throws Exception {
        String id = neighbour.grant().getExecutionId();
        assertLeasedAgain(neighbourHeard);
        neighbour.check();
        assertThat(neighbourHeard.all(StandingChanged.class)).as("moves").hasSize(1);
        assertThat(neighbourHeard.all(CommandReceived.class)).isEmpty();
        assertThat(neighbourHeard.all(LeaseReceived.class))
                .extracting(LeaseReceived::epoch)
                .containsOnly(0L);
        assertThat(ledger.commands(id)).isEmpty();
        assertThat(ledger.row(id).map(ExecutionStatus::getState)).contains(TrustState.TRUSTED);
    }

    private static void assertLeasedAgain(Heard heard) {
        int before = heard.all(LeaseReceived.class).size();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard.all(LeaseReceived.class))
                        .as(
                                "leases, with moves %s and commands %s",
                                heard.all(StandingChanged.class), heard.all(CommandReceived.class))
                        .hasSizeGreaterThan(before));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable guest : guests) {
            if (guest instanceof Victim victim) {
                victim.cancel();
            }
        }
        for (AutoCloseable guest : guests) {
            guest.close();
        }
        neighbour.complete(0);
        neighbour.close();
        evaluator.close();
        ledger.close();
        publisher.close();
        site.close();
    }
}
