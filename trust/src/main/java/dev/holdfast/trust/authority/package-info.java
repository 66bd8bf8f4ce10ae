/**
 * Who may sign what, and when: the authorities in force, each a name, a role, keys and bounds, as the root key has vouched for them.
 *
 * <p>{@link dev.holdfast.trust.authority.Authorities} answers two questions apart: by which keys a signature may be verified at all, and
 * whether those who signed may do so for this subject at this instant. Pure: the instant comes in as an argument; nothing throws
 * for what a record says. Everybody may come in.
 */
@NullMarked
package dev.holdfast.trust.authority;

import org.jspecify.annotations.NullMarked;
