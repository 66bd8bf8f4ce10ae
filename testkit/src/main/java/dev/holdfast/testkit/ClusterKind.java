package dev.holdfast.testkit;

/** What a cluster is made of. */
public enum ClusterKind {
    /** A broker in this virtual machine and Apicurio's registry as a child process. */
    EMBEDDED,
    /** Kafka's and Confluent's own images. */
    CONTAINERS
}
