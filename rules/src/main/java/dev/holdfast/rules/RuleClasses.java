package dev.holdfast.rules;

import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes that compiled rules can be about, in Drools and the JDK; nothing else of this process, which makes it narrower than its parent. Drools takes every word of
 * a condition for the name of a class first, in each package it knows: without this it goes through all archives of the class path for each, which takes half of the
 * time of a compilation. Any thread.
 */
final class RuleClasses extends ClassLoader {
    /** The only one: it keeps nothing. */
    static final ClassLoader LOADER = new RuleClasses(RuleClasses.class.getClassLoader());

    // `jdk` and `sun`: what the JDK makes to call methods it makes for the loader of their class.
    private static final List<String> PACKAGES =
            List.of("java.", "jdk.", "sun.", "org.drools.", "org.kie.", "org.mvel2.", "dev.holdfast.");

    // Where rules are: their classes are made, and found by those who make them.
    private static final String RULES = "dev.holdfast.packs.";

    private static final String SUFFIX = ".class";

    /** @param parent asked for what can be, and for nothing else */
    RuleClasses(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!canBe(name)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        boolean isClass = name.endsWith(SUFFIX);
        if (isClass && !canBe(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))) {
            return null;
        }
        return super.getResource(name);
    }

    /** Whether a class can have this name: it is in one of the packages, and its own name, or that of the one within it, begins as those of classes do. */
    private static boolean canBe(String name) {
        int own = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1;
        return own < name.length()
                && !Character.isLowerCase(name.charAt(own))
                && !name.startsWith(RULES)
                && PACKAGES.stream().anyMatch(name::startsWith);
    }
}
