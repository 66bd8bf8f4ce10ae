package dev.holdfast.cli.denials;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test that shows a row of the table. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Denied {
    /** The row. */
    Denial value();
}
