/**
 * Facts that evidence holds as salted commitments: lineage is kept for years and shown to many, and not everything that was judged is for all of them. What is sealed
 * is named by the grant; what opens it goes to a topic of its own. Sealing is a function of the entry and a secret of the evaluators: same entry, same bytes.
 */
@NullMarked
package dev.holdfast.trust.sealing;

import org.jspecify.annotations.NullMarked;
