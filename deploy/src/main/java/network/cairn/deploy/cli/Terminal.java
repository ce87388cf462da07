package network.cairn.deploy.cli;

import java.io.PrintWriter;
import java.util.Map;

/// What a command talks through.
///
/// @param out takes results, which a program may read
/// @param err takes progress and errors
/// @param environment the process's environment variables
record Terminal(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    void result(String line) {
        out.println(line);
        out.flush();
    }

    void progress(String line) {
        err.println("cairn: " + line);
        err.flush();
    }
}
