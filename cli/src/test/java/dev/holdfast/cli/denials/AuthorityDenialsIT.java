package dev.holdfast.cli.denials;

import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Authorities that may not grant: never, not now, not this, not alone, or not any more. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class AuthorityDenialsIT {
    private static final SigningKey STRANGER = newKey();
    private static final SigningKey EXPIRED = newKey();
    private static final SigningKey NARROW = newKey();
    private static final SigningKey ONE = newKey();
    private static final SigningKey OTHER = newKey();

    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        ground = Ground.start(cluster, directory, Map.of(), AuthorityDenialsIT::authorities);
    }

    private static void authorities(Site site, GovernancePublisher publisher) throws Exception {
        publisher.publish(
                issuers("expired", EXPIRED, authority -> authority.setNotAfter(Instant.parse("2001-01-01T00:00:00Z"))),
                site.root);
        publisher.publish(issuers("narrow", NARROW, authority -> authority.setTenants(List.of("acme"))), site.root);
        publisher.publish(issuers("pair", ONE, AuthorityDenialsIT::both), site.root);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    @Denied(Denial.UNKNOWN_AUTHORITY)
    void shouldDenyWhatNoAuthoritySigned() throws Exception {
        ground.assertDenied(Denial.UNKNOWN_AUTHORITY, ground.victim(signedBy(STRANGER)));
    }

    @Test
    @GoodTwin(Denial.UNKNOWN_AUTHORITY)
    void shouldLeaseOnceTheStrangerIsVouchedFor() throws Exception {
        SigningKey newcomer = newKey();
        publish(issuers("newcomer", newcomer, authority -> {}));

        ground.assertPasses(ground.victim(signedBy(newcomer)));
    }

    @Test
    @Denied(Denial.EXPIRED_AUTHORITY)
    void shouldDenyWhatAnAuthoritySignedWhoseTimeIsOver() throws Exception {
        ground.assertDenied(Denial.EXPIRED_AUTHORITY, ground.victim(signedBy(EXPIRED)));
    }

    @Test
    @GoodTwin(Denial.EXPIRED_AUTHORITY)
    void shouldLeaseWhatAnAuthoritySignedWhoseTimeWasProlonged() throws Exception {
        SigningKey prolonged = newKey();
        publish(issuers("prolonged", prolonged, authority -> authority.setNotAfter(soon(-1))));
        publish(next("prolonged", prolonged, authority -> {}));

        ground.assertPasses(ground.victim(signedBy(prolonged)));
    }

    @Test
    @Denied(Denial.OUT_OF_SCOPE_AUTHORITY)
    void shouldDenyWhatAnAuthorityMayNotSpeakFor() throws Exception {
        ground.assertDenied(
                Denial.OUT_OF_SCOPE_AUTHORITY,
                ground.victim(signedBy(NARROW, grant -> grant.setTenant("acme-subsidiary"))));
    }

    @Test
    @GoodTwin(Denial.OUT_OF_SCOPE_AUTHORITY)
    void shouldLeaseWhatAnAuthorityMaySpeakFor() throws Exception {
        ground.assertPasses(ground.victim(signedBy(NARROW, grant -> grant.setTenant("acme"))));
    }

    @Test
    @Denied(Denial.TOO_FEW_SIGNATURES)
    void shouldDenyWhatOneOfTwoSigned() throws Exception {
        ground.assertDenied(Denial.TOO_FEW_SIGNATURES, ground.victim(signedBy(ONE)));
    }

    @Test
    @GoodTwin(Denial.TOO_FEW_SIGNATURES)
    void shouldLeaseWhatBothSigned() throws Exception {
        Granted granted = signedBy(ONE);
        Grant terms = granted.grant().grant();
        ProducerRecord<byte[], byte[]> record = ground.record(Topic.GRANTS, granted.executionId(), terms, ONE);
        ground.record(Topic.GRANTS, granted.executionId(), terms, OTHER)
                .headers()
                .headers(RecordSignature.HEADER)
                .forEach(record.headers()::add);
        ground.send(record);

        // The copy that the executor publishes itself, with one signature, changes nothing any more.
        ground.assertPasses(ground.victim(granted));
    }

    @Test
    @Denied(Denial.AUTHORITY_WITHDRAWN)
    void shouldHaltWhatAWithdrawnAuthorityGranted() throws Exception {
        assertHaltedByTheNext(Denial.AUTHORITY_WITHDRAWN, authority -> authority.setKeys(List.of()));
    }

    @Test
    @GoodTwin(Denial.AUTHORITY_WITHDRAWN)
    void shouldLetRunWhatAKeyGrantedThatIsKeptInRotation() throws Exception {
        assertKeptByTheNext(authority ->
                authority.setKeys(List.of(raw(OTHER), authority.getKeys().get(0))));
    }

    @Test
    @Denied(Denial.AUTHORITY_EXPIRES)
    void shouldHaltWhatIsGrantedWhenItsAuthorityExpires() throws Exception {
        assertHaltedByTheNext(Denial.AUTHORITY_EXPIRES, authority -> authority.setNotAfter(soon(1)));
    }

    @Test
    @GoodTwin(Denial.AUTHORITY_EXPIRES)
    void shouldLetRunWhatAnAuthorityGrantedThatExpiresLater() throws Exception {
        assertKeptByTheNext(authority -> authority.setNotAfter(soon(300)));
    }

    @Test
    @Denied(Denial.AUTHORITY_POSTPONED)
    void shouldHaltWhatIsGrantedWhenItsAuthorityIsToBeginLater() throws Exception {
        assertHaltedByTheNext(Denial.AUTHORITY_POSTPONED, authority -> authority.setNotBefore(soon(300)));
    }

    @Test
    @GoodTwin(Denial.AUTHORITY_POSTPONED)
    void shouldLetRunWhatAnAuthorityGrantedThatHasJustBegun() throws Exception {
        assertKeptByTheNext(authority -> authority.setNotBefore(soon(-5)));
    }

    @Test
    @Denied(Denial.AUTHORITY_NARROWED)
    void shouldHaltWhatItsAuthorityMayNotSpeakForAnyMore() throws Exception {
        assertHaltedByTheNext(Denial.AUTHORITY_NARROWED, authority -> authority.setAgents(List.of("somebody-*")));
    }

    @Test
    @GoodTwin(Denial.AUTHORITY_NARROWED)
    void shouldLetRunWhatItsAuthorityMayStillSpeakFor() throws Exception {
        assertKeptByTheNext(authority -> authority.setAgents(List.of("somebody-*", "test*")));
    }

    @Test
    @Denied(Denial.THRESHOLD_RAISED)
    void shouldHaltWhatFewerSignedThanMustNow() throws Exception {
        assertHaltedByTheNext(Denial.THRESHOLD_RAISED, authority -> {
            authority.setKeys(List.of(authority.getKeys().get(0), raw(OTHER)));
            authority.setThreshold(2);
        });
    }

    @Test
    @GoodTwin(Denial.THRESHOLD_RAISED)
    void shouldLetRunWhatOneOfTwoSignedWhileOneIsEnough() throws Exception {
        assertKeptByTheNext(
                authority -> authority.setKeys(List.of(authority.getKeys().get(0), raw(OTHER))));
    }

    /** Runs something under a new authority, and publishes the next version of that. */
    private static void assertHaltedByTheNext(Denial row, Consumer<Authority> change) throws Exception {
        SigningKey key = newKey();
        String name = row.name().toLowerCase(Locale.ROOT);
        publish(issuers(name, key, authority -> {}));
        Victim victim = ground.victim(signedBy(key)).running();

        publish(next(name, key, change));

        ground.assertDenied(row, victim);
    }

    private static void assertKeptByTheNext(Consumer<Authority> change) throws Exception {
        SigningKey key = newKey();
        String name = "kept-" + key.verifyingKey().id();
        publish(issuers(name, key, authority -> {}));
        Victim twin = ground.victim(signedBy(key)).running();

        publish(next(name, key, change));

        ground.assertPasses(twin);
    }

    private static Granted signedBy(SigningKey signer) throws Exception {
        return signedBy(signer, grant -> {});
    }

    private static Granted signedBy(SigningKey signer, Consumer<Grant> change) throws Exception {
        return Ground.signedBy(signer, ground.granted(change));
    }

    private static Authority issuers(String name, SigningKey key, Consumer<Authority> change) {
        Authority authority = Site.authority(name, Role.GRANT_ISSUER, key);
        change.accept(authority);
        return authority;
    }

    private static Authority next(String name, SigningKey key, Consumer<Authority> change) {
        return issuers(name, key, authority -> {
            authority.setVersion(2);
            change.accept(authority);
        });
    }

    private static void both(Authority authority) {
        authority.setKeys(List.of(raw(ONE), raw(OTHER)));
        authority.setThreshold(2);
    }

    private static void publish(Authority authority) throws Exception {
        ground.publish(Act.of(authority), List.of(ground.site().root));
    }

    private static Instant soon(int seconds) {
        return Instant.ofEpochMilli(System.currentTimeMillis()).plusSeconds(seconds);
    }

    private static ByteBuffer raw(SigningKey key) {
        return ByteBuffer.wrap(key.verifyingKey().raw());
    }

    private static SigningKey newKey() {
        return SigningKey.generate(new SecureRandom());
    }
}
