/**
 * Who may do what on the brokers: the access rules (ACLs) of each kind of principal, made from the catalogue of topics, and their
 * deployment.
 *
 * <p>{@link dev.holdfast.schemas.access.TopicAccess} is the one place that says who writes and who reads a topic; a topic that it does not
 * know does not compile. The rules are pure values; only {@link dev.holdfast.schemas.access.AclDeployment} talks to a cluster.
 */
@NullMarked
package dev.holdfast.schemas.access;

import org.jspecify.annotations.NullMarked;
