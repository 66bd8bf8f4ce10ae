package dev.holdfast.trust.admission;

/** The admission rules of a ruleset in force, ready to be asked. One thread at a time. */
public interface AdmissionRulebook {

    /** What the rules say; the same for the same facts. Never throws for what a rule does: that is a denial. */
    Opinion evaluate(AdmissionFacts facts);
}
