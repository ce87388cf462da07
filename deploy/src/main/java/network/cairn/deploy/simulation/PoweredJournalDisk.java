package network.cairn.deploy.simulation;

import java.io.IOException;
import java.util.List;
import network.cairn.chain.journal.JournalDisk;
import network.cairn.chain.journal.SimulatedJournalDisk;

/// The journal's disk in a machine whose power may go before or after anything is written.
final class PoweredJournalDisk implements JournalDisk {
    private final SimulatedJournalDisk disk;
    private final MachinePower power;

    PoweredJournalDisk(SimulatedJournalDisk disk, MachinePower power) {
        this.disk = disk;
        this.power = power;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public byte[] read(String name) throws IOException {
        return disk.read(name);
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        power.spend("before an append to the journal");
        disk.append(name, bytes);
        power.spend("after an append to the journal");
    }

    @Override
    public void force(String name) throws IOException {
        power.spend("before the journal is forced");
        disk.force(name);
        power.spend("after the journal is forced");
    }

    @Override
    public void forceFolder() throws IOException {
        power.spend("before the journal's folder is forced");
        disk.forceFolder();
        power.spend("after the journal's folder is forced");
    }

    @Override
    public void delete(String name) throws IOException {
        power.spend("before a file of the journal is deleted");
        disk.delete(name);
        power.spend("after a file of the journal is deleted");
    }

    @Override
    public void truncate(String name, long sizeBytes) throws IOException {
        power.spend("before a file of the journal is cut");
        disk.truncate(name, sizeBytes);
        power.spend("after a file of the journal is cut");
    }

    @Override
    public void close() {
        // The machine keeps its disk; only this validator's use of it ends.
    }
}
