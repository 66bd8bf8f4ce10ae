/**
 * A grant with its issuer's signature, as it is made, carried about and checked, before it ever meets a topic. Pure.
 */
@NullMarked
package dev.holdfast.trust.grant;

import org.jspecify.annotations.NullMarked;
