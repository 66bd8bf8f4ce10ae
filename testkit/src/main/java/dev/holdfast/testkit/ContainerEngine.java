package dev.holdfast.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers. It is asked once per virtual machine. */
final class ContainerEngine {
    /** An engine that needs longer than this to answer counts as none. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    static final String ABSENT = "no Docker engine answered within " + ANSWER_LIMIT.toSeconds()
            + " s; start one, or set DOCKER_HOST, to run this against containers";

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEngine.class);

    private ContainerEngine() {}

    static boolean answers() {
        return Answer.VALUE;
    }

    /** Holds the answer, and nothing else: the thread that asks must not wait for this class to be initialized. */
    private static final class Answer {
        static final boolean VALUE = ask();
    }

    private static boolean ask() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> answer.complete(available()), "holdfast-container-engine");
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the container engine did not say within {} whether it is there; taken for absent", ANSWER_LIMIT);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean available() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException | LinkageError e) {
            LOG.info("the container engine could not be asked: {}", e.toString());
            return false;
        }
    }
}
