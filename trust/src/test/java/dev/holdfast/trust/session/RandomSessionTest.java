package dev.holdfast.trust.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Heartbeat;
import dev.holdfast.trust.session.SessionScene.Sent;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestHeartbeats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random runs with somebody on the way who drops, swaps, alters, strips and repeats: what is accepted is what was sent, in order, up to a loss. */
class RandomSessionTest {
    private static final int ROUNDS = 40;
    private static final int BEATS = 60;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcceptExactlyWhatFollowsTheLastAccepted(boolean losing) {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = Seeds.random(round);
            SessionScene scene = SessionScene.agreed();
            List<Sent> sent = send(scene, random);
            int next = 0;

            for (Arrival arrival : adversary(sent, random, losing)) {
                boolean honest = arrival.index == next && arrival.intact;
                assertThat(scene.judge(arrival.sent).isEmpty())
                        .as("heartbeat %s, expected %d, %s", arrival, next, Seeds.recipe(round))
                        .isEqualTo(honest);
                if (honest) {
                    next++;
                }
                if (random.nextInt(10) == 0) {
                    scene.takeOver();
                }
            }

            assertThat(scene.state.getSequence()).as(Seeds.recipe(round)).isEqualTo(next);
            assertThat(losing || next == BEATS).as(Seeds.recipe(round)).isTrue();
        }
    }

    /** Something that reaches the evaluator: which heartbeat it once was, and whether it still is. */
    private record Arrival(Sent sent, int index, boolean intact) {
        @Override
        public String toString() {
            return index + (intact ? "" : " spoiled");
        }
    }

    private static List<Sent> send(SessionScene scene, Random random) {
        var sent = new ArrayList<Sent>();
        Map<String, String> evidence = new HashMap<>();
        for (int beat = 0; beat < BEATS; beat++) {
            if (random.nextInt(8) == 0) {
                evidence.put("image.sha256", Integer.toString(random.nextInt(3)));
            }
            var reported = Map.copyOf(evidence);
            int doing = random.nextInt(6);
            sent.add(scene.next(heartbeat -> fill(heartbeat, reported, doing)));
        }
        return sent;
    }

    private static void fill(Heartbeat heartbeat, Map<String, String> evidence, int doing) {
        heartbeat.setEvidence(evidence);
        if (doing == 0) {
            heartbeat.setActions(List.of(TestHeartbeats.deletion("/etc/hosts")));
        } else if (doing < 4) {
            heartbeat.setActions(List.of(TestHeartbeats.fetch(doing)));
        }
    }

    private static List<Arrival> adversary(List<Sent> sent, Random random, boolean losing) {
        var arrivals = new ArrayList<Arrival>();
        for (int index = 0; index < sent.size(); index++) {
            Sent honest = sent.get(index);
            for (int tricks = random.nextInt(3); tricks > 0; tricks--) {
                arrivals.add(trick(sent, index, random));
            }
            if (!losing || random.nextInt(BEATS) > 0) {
                arrivals.add(new Arrival(honest, index, true));
            }
        }
        return arrivals;
    }

    private static Arrival trick(List<Sent> sent, int index, Random random) {
        Sent honest = sent.get(index);
        Sent any = sent.get(random.nextInt(sent.size()));
        return switch (random.nextInt(6)) {
            case 0 -> new Arrival(honest.withBody(flipped(honest.body(), random)), index, false);
            case 1 ->
                new Arrival(
                        honest.withSessions(each(honest.sessions(), random)),
                        index,
                        honest.sessions().isEmpty());
            case 2 -> new Arrival(honest.withSignatures(each(honest.signatures(), random)), index, !honest.isSigned());
            case 3 -> new Arrival(honest.withBody(any.body()), index, any == honest);
            case 4 ->
                new Arrival(
                        honest.withSignatures(any.signatures()),
                        index,
                        any.signatures().equals(honest.signatures()));
            default -> {
                int replayed = random.nextInt(index + 1);
                yield new Arrival(sent.get(replayed), replayed, true);
            }
        };
    }

    private static List<byte[]> each(List<byte[]> headers, Random random) {
        return headers.stream().map(header -> flipped(header, random)).toList();
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }
}
