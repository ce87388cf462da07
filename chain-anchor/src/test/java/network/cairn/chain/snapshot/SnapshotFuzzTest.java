package network.cairn.chain.snapshot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the parts of snapshots; `deploy/fuzz.sh` runs them. As a plain test each passes its kept inputs.
class SnapshotFuzzTest {
    @FuzzTest
    void manifest(byte[] bytes) {
        OneForm.check(bytes, SnapshotManifest::decode, SnapshotManifest::encode);
    }

    @FuzzTest
    void records(byte[] bytes) {
        OneForm.check(bytes, SnapshotParts::decodeRecords, SnapshotParts::encodeRecords);
    }

    @FuzzTest
    void trail(byte[] bytes) {
        OneForm.check(bytes, SnapshotParts::decodeTrail, SnapshotParts::encodeTrail);
    }
}
