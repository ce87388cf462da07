package network.cairn.node.store;

import static network.cairn.node.store.StoreFixtures.data;
import static network.cairn.node.store.StoreFixtures.id;
import static network.cairn.node.store.StoreFixtures.put;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Random;

/// A process that puts and deletes pieces until it is killed. It prints `ready`, then for each piece `P
/// number length` once it is committed, `d number` before it deletes it and `D number` after.
final class StoreStorm {
    private static final int WRITERS = 8;

    private StoreStorm() {}

    public static void main(String[] arguments) throws Exception {
        int firstNumber = Integer.parseInt(arguments[1]);
        var limits = StoreFixtures.limits(8L << 30, 4 << 20);
        try (var store = LogPieceStore.open(Path.of(arguments[0]), limits, Clock.systemUTC(), new SecureRandom())) {
            say("ready");
            var writers = new ArrayList<Thread>();
            for (int w = 0; w < WRITERS; w++) {
                int first = firstNumber + w * 10_000;
                writers.add(Thread.ofVirtual().start(() -> write(store, first)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private static void write(PieceStore store, int first) {
        var random = new Random(first);
        try {
            for (int number = first; number < first + 10_000; number++) {
                int length = random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(20_000);
                put(store, id(number), data(id(number), 0, length));
                say("P " + number + " " + length);
                if (random.nextInt(5) == 0) {
                    int victim = first + random.nextInt(number - first + 1);
                    say("d " + victim);
                    store.delete(id(victim));
                    say("D " + victim);
                }
            }
        } catch (StoreException | InterruptedException e) {
            say("failed " + e);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
