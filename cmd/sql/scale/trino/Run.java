import io.trino.Session;
import io.trino.plugin.memory.MemoryConnectorFactory;
import io.trino.sql.parser.SqlParser;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import static io.trino.testing.TestingSession.testSessionBuilder;

/**
 * Runs statements in Trino, with tables in memory in place of those of Hive. It reads
 * them from standard input, each ended by a zero byte and beginning with what to do:
 * "parse", "run", or "print" its rows, of one text each, as lines with a zero byte
 * behind the last.
 */
public class Run {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // where a library prints warnings
        Session session = testSessionBuilder().setCatalog("hive").setSchema("default").build();
        LocalQueryRunner runner = LocalQueryRunner.create(session);
        runner.createCatalog("hive", new MemoryConnectorFactory(), Map.of("memory.max-data-per-node", "1GB"));
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        for (String step : input.split("\0")) {
            String[] parts = step.split(" ", 2);
            switch (parts[0]) {
                case "parse" -> new SqlParser().createStatement(parts[1]);
                case "run" -> runner.execute(parts[1]);
                case "print" -> print(runner.execute(parts[1]), out);
                default -> throw new IllegalArgumentException(parts[0]);
            }
        }
        out.flush();
        System.exit(0); // the engine leaves threads behind
    }

    private static void print(MaterializedResult rows, PrintStream out) {
        for (MaterializedRow row : rows) {
            out.print(row.getField(0) + "\n");
        }
        out.print('\0');
    }
}
