package dev.holdfast.cli.system;

import dev.holdfast.executor.Enforcer;

/** Does what it is told, of a work that there is not. */
class Obedient implements Enforcer {
    @Override
    public Outcome pause() {
        return new Outcome.Seen("stands still");
    }

    @Override
    public Outcome resume() {
        return new Outcome.Seen("goes on");
    }

    @Override
    public Outcome halt() {
        return new Outcome.Seen("gone");
    }
}
