package dev.holdfast.cli.denials;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Names tests in reports as the table names its rows. */
final class RowNames extends DisplayNameGenerator.Simple {
    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        Denied denied = method.getAnnotation(Denied.class);
        if (denied != null) {
            return denied.value().title();
        }
        GoodTwin twin = method.getAnnotation(GoodTwin.class);
        return twin == null
                ? super.generateDisplayNameForMethod(enclosing, testClass, method)
                : twin.value().title() + ", its good twin";
    }
}
