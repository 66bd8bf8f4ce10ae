/**
 * A grant with its issuer's signature, as it is made, carried about and checked, before it ever meets a topic; the patterns of its scope;
 * and whether a delegated grant grants no more than the one above it. Pure.
 */
@NullMarked
package dev.holdfast.trust.grant;

import org.jspecify.annotations.NullMarked;
