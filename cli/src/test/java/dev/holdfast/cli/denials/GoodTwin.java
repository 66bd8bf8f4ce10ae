package dev.holdfast.cli.denials;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test that shows that the good case next to a row of the table is not denied. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface GoodTwin {
    /** The row. */
    Denial value();
}
