package network.cairn.chain.validator;

import java.io.IOException;
import java.util.List;
import network.cairn.chain.journal.JournalDisk;

/// A disk whose node may die before or after each of its writes.
record CountedDisk(ValidatorNetwork.Node node, JournalDisk disk) implements JournalDisk {
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
        node.atWrite();
        disk.append(name, bytes);
        node.atWrite();
    }

    @Override
    public void force(String name) throws IOException {
        disk.force(name);
        node.atWrite();
    }

    @Override
    public void forceFolder() throws IOException {
        disk.forceFolder();
        node.atWrite();
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
        node.atWrite();
    }

    @Override
    public void truncate(String name, long sizeBytes) throws IOException {
        disk.truncate(name, sizeBytes);
        node.atWrite();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
