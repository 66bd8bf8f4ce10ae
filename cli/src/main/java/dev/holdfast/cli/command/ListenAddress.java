package dev.holdfast.cli.command;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses to listen at as people type them: {@code 127.0.0.1:7300}, {@code [::1]:0}. */
public final class ListenAddress {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.%]{2,60}]|[A-Za-z0-9.-]{1,253}):(\\d{1,5})");
    private static final int MAXIMUM_PORT = 65_535;

    private ListenAddress() {}

    /** @throws CommandFailed when the text is none */
    public static InetSocketAddress parse(String option, String text) throws CommandFailed {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > MAXIMUM_PORT) {
            throw new CommandFailed(
                    option + ": expected an address and a port such as `127.0.0.1:7300`, found `" + text + "`", 2);
        }
        var address = new InetSocketAddress(form.group(1), Integer.parseInt(form.group(2)));
        if (address.isUnresolved()) {
            throw new CommandFailed(option + ": expected an address of this machine, found `" + text + "`", 2);
        }
        return address;
    }
}
