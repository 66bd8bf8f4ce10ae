package dev.holdfast.bench.decide;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The rules as somebody would write them in Java, one {@code if} for each: the limit. */
final class HandWritten implements Subject {
    // The JIT compiler leaves methods of over 8,000 bytes alone.
    private static final int RULES_IN_A_METHOD = 40;

    /** What the written class implements. */
    public interface Written {
        /** The worst of what the rules find. */
        Answer decide(Situation situation);
    }

    private static final Phrases JAVA = new Phrases(
            "s.agent().equals(\"%s\")",
            "s.remainingMillis() < %dL",
            "s.counters().getOrDefault(\"%s\", 0L) > %dL",
            "s.region().equals(\"%s\")",
            " && ");

    @Override
    public Ready prepare(List<Clause> clauses) throws Exception {
        Written written = compiled(source(clauses));
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                return situation;
            }

            @Override
            public Answer decide(Object input) {
                return written.decide((Situation) input);
            }
        };
    }

    private static String source(List<Clause> clauses) {
        var methods = new StringBuilder();
        var calls = new StringBuilder();
        for (int from = 0; from < clauses.size(); from += RULES_IN_A_METHOD) {
            calls.append("worst = rules").append(from).append("(s, worst);\n");
            methods.append("private static Answer rules").append(from).append("(Situation s, Answer worst) {\n");
            clauses.subList(from, Math.min(clauses.size(), from + RULES_IN_A_METHOD))
                    .forEach(clause -> methods.append("if (")
                            .append(clause.in(JAVA))
                            .append(" && worst.compareTo(Answer.")
                            .append(clause.answer())
                            .append(") < 0) { worst = Answer.")
                            .append(clause.answer())
                            .append("; }\n"));
            methods.append("return worst;\n}\n");
        }
        return "package dev.holdfast.bench.decide;\nfinal class Rules implements HandWritten.Written {\n"
                + "public Answer decide(Situation s) {\nAnswer worst = Answer.TRUST;\n" + calls + "return worst;\n}\n"
                + methods + "}\n";
    }

    private static Written compiled(String source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("expected a JDK with its compiler, found a runtime alone");
        }
        var bytes = new ByteArrayOutputStream();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        JavaFileManager toMemory =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                        return new InMemory(name, kind, "", bytes);
                    }
                };
        boolean done = compiler.getTask(
                        null,
                        toMemory,
                        diagnostics,
                        List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                        null,
                        List.of(new InMemory("Rules", JavaFileObject.Kind.SOURCE, source, bytes)))
                .call();
        if (!done) {
            throw new IllegalStateException("the rules in Java do not compile: " + diagnostics.getDiagnostics());
        }
        return (Written) MethodHandles.lookup()
                .defineHiddenClass(bytes.toByteArray(), true)
                .lookupClass()
                .getDeclaredConstructor()
                .newInstance();
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final String source;
        private final ByteArrayOutputStream bytes;

        private InMemory(String name, Kind kind, String source, ByteArrayOutputStream bytes) {
            super(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind);
            this.source = source;
            this.bytes = bytes;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }
}
