package dev.holdfast.schemas;

/** Schemas that an adversary registers, each with the record's name of a topic, so that it passes for a newer version of it. */
final class HostileSchemas {
    private HostileSchemas() {}

    /** A tick with one field more. */
    static String record(String field) {
        return "{\"type\":\"record\",\"name\":\"Tick\",\"namespace\":\"dev.holdfast.record\",\"fields\":["
                + "{\"name\":\"" + field + "\",\"type\":\"null\"}]}";
    }

    private static String around(String type) {
        return record("x").replace("\"null\"", type);
    }

    /** Arrays within arrays. */
    static String deep(int levels) {
        return around("{\"type\":\"array\",\"items\":".repeat(levels) + "\"long\"" + "}".repeat(levels));
    }

    /** No value of it ever ends. */
    static String recursive() {
        return around("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}");
    }

    /** As deep as its bytes say: one byte a level. */
    static String list() {
        return around("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":[\"null\",\"R\"]}]}");
    }

    /** Records of two fields each, the last one empty: 2^levels records in no byte at all. */
    static String doubling(int levels) {
        var text = new StringBuilder();
        for (int level = 0; level < levels; level++) {
            text.append("{\"type\":\"record\",\"name\":\"R")
                    .append(level)
                    .append("\",\"fields\":[{\"name\":\"a\",\"type\":");
        }
        text.append("{\"type\":\"record\",\"name\":\"R").append(levels).append("\",\"fields\":[]}");
        for (int level = levels; level > 0; level--) {
            text.append("},{\"name\":\"b\",\"type\":\"R").append(level).append("\"}]}");
        }
        return around(text.toString());
    }

    /** Many fields without bytes. */
    static String wide(int fields) {
        var text =
                new StringBuilder("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}");
        for (int field = 0; field < fields; field++) {
            text.append(",{\"name\":\"f").append(field).append("\",\"type\":\"int\"}");
        }
        return around(text.append("]}").toString());
    }
}
