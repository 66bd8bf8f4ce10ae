package dev.holdfast.schemas;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.util.ClassSecurityValidator;

/** The classes that are generated from the schemas. */
public final class GeneratedClasses {
    private static final String PACKAGE = "dev.holdfast.record";
    private static final AtomicBoolean TRUSTED = new AtomicBoolean();

    private GeneratedClasses() {}

    /**
     * Lets Avro instantiate them in this JVM; since 1.12.2 it refuses all that is not on a list. {@link RecordCodec} does so by itself; who
     * builds records without one calls this first. Repeating it changes nothing.
     */
    public static void trust() {
        if (TRUSTED.compareAndSet(false, true)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    ClassSecurityValidator.DEFAULT,
                    type -> type.getPackageName().equals(PACKAGE)));
        }
    }
}
