package dev.holdfast.schemas;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.util.ClassSecurityValidator;

/** Lets Avro instantiate the generated classes; since 1.12.2 it refuses all that is not on a list. */
final class TrustedClasses {
    private static final String GENERATED_PACKAGE = "dev.holdfast.record";
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private TrustedClasses() {}

    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    ClassSecurityValidator.DEFAULT,
                    type -> type.getPackageName().equals(GENERATED_PACKAGE)));
        }
    }
}
