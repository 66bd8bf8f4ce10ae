package dev.holdfast.cli.governance;

import dev.holdfast.record.EvaluatorLiveness;

/** Rulesets whose versions are counted together, as evaluators tell of them in their signs of life. */
public enum RulesetLine {
    /** Those that decide. */
    IN_FORCE("ruleset/active") {
        @Override
        long version(EvaluatorLiveness sign) {
            return sign.getRulesetVersion();
        }

        @Override
        String digest(EvaluatorLiveness sign) {
            return sign.getRulesetDigest();
        }

        @Override
        boolean waits(EvaluatorLiveness sign, long version, String digest) {
            return sign.getPendingVersion() == version
                    && sign.getPendingDigest().equals(digest);
        }
    },
    /** Those that are tried. A trial that is over has an empty digest. */
    ON_TRIAL("ruleset/shadow") {
        @Override
        long version(EvaluatorLiveness sign) {
            return sign.getShadowVersion();
        }

        @Override
        String digest(EvaluatorLiveness sign) {
            return sign.getShadowDigest();
        }

        @Override
        boolean waits(EvaluatorLiveness sign, long version, String digest) {
            return false;
        }
    };

    private final String key;

    RulesetLine(String key) {
        this.key = key;
    }

    /** The key of its acts. */
    String key() {
        return key;
    }

    abstract long version(EvaluatorLiveness sign);

    abstract String digest(EvaluatorLiveness sign);

    /** Whether it was taken and its instant has not come. Trials have none. */
    abstract boolean waits(EvaluatorLiveness sign, long version, String digest);
}
