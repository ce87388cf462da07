package network.cairn.client.manifest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the decoders of manifests; `deploy/fuzz.sh` runs them. As a plain test each passes its kept inputs.
class ManifestFuzzTest {
    @FuzzTest
    void segmentManifest(byte[] bytes) {
        OneForm.check(bytes, SegmentManifest::decode, SegmentManifest::encode);
    }

    @FuzzTest
    void storedStream(byte[] bytes) {
        OneForm.check(bytes, StoredStream::decode, StoredStream::encode);
    }
}
