"""Objects made in parts, of bytes and of copies."""

import hashlib
import os

from gateway import PART, S3Test, s3

FIRST, LAST = os.urandom(PART), os.urandom(12_345)


class Multipart(S3Test):
    def start(self, bucket, key="key", **parameters):
        return s3.create_multipart_upload(Bucket=bucket, Key=key, **parameters)["UploadId"]

    def test_life(self):
        bucket = self.bucket()
        self.upload(bucket, "key", FIRST, LAST, ContentType="text/x-parts", Metadata={"foo": "baz"})
        answer = s3.get_object(Bucket=bucket, Key="key")
        self.assertEqual(FIRST + LAST, answer["Body"].read())
        self.assertEqual(("text/x-parts", {"foo": "baz"}), (answer["ContentType"], answer["Metadata"]))
        digests = hashlib.md5(FIRST).digest() + hashlib.md5(LAST).digest()
        self.assertEqual(f'"{hashlib.md5(digests).hexdigest()}-2"', answer["ETag"])
        for offset in (PART - 10, 0, PART):
            self.assertEqual(
                (FIRST + LAST)[offset : offset + 100],
                self.read(bucket, "key", Range=f"bytes={offset}-{offset + 99}"),
            )

    def test_no_parts(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        self.refused(400, "MalformedXML", self.complete, bucket=bucket, key="key", upload=upload, parts=[])

    def test_small(self):
        bucket = self.bucket()
        self.upload(bucket, "key", b"small")
        self.assertEqual(b"small", self.read(bucket, "key"))
        upload = self.start(bucket)
        parts = [self.part(bucket, "key", upload, number, b"small") for number in (1, 2)]
        self.refused(400, "EntityTooSmall", self.complete, bucket=bucket, key="key", upload=upload, parts=parts)

    def test_wrong_parts(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        part = self.part(bucket, "key", upload, 1, LAST)
        for wrong in ({**part, "PartNumber": 9999}, {**part, "ETag": "ffffffffffffffffffffffffffffffff"}):
            self.refused(400, "InvalidPart", self.complete, bucket=bucket, key="key", upload=upload, parts=[wrong])

    def test_order(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        one, two = (self.part(bucket, "key", upload, number, FIRST) for number in (1, 2))
        self.refused(400, "InvalidPartOrder", self.complete, bucket=bucket, key="key", upload=upload, parts=[two, one])
        self.complete(bucket, "key", upload, [one, two])

    def test_abort(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        self.part(bucket, "key", upload, 1, LAST)
        s3.abort_multipart_upload(Bucket=bucket, Key="key", UploadId=upload)
        self.refused(404, "NoSuchUpload", s3.abort_multipart_upload, Bucket=bucket, Key="key", UploadId=upload)
        self.refused(404, "NoSuchUpload", s3.list_parts, Bucket=bucket, Key="key", UploadId=upload)
        self.assertNotIn("Uploads", s3.list_multipart_uploads(Bucket=bucket))

    def test_overwrite(self):
        bucket = self.bucket()
        self.put(bucket, "key", body="old")
        self.upload(bucket, "key", LAST)
        self.assertEqual(LAST, self.read(bucket, "key"))

    def test_same_part_twice(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        self.part(bucket, "key", upload, 1, FIRST)
        last = self.part(bucket, "key", upload, 1, LAST)
        self.complete(bucket, "key", upload, [last])
        self.assertEqual(LAST, self.read(bucket, "key"))

    def test_complete_twice(self):
        bucket = self.bucket()
        upload = self.start(bucket)
        parts = [self.part(bucket, "key", upload, 1, LAST)]
        one, two = (self.complete(bucket, "key", upload, parts) for _ in range(2))
        self.assertEqual(one["ETag"], two["ETag"])

    def test_lists(self):
        bucket = self.bucket()
        uploads = {self.start(bucket, key) for key in ("mymultipart", "mymultipart", "other")}
        answer = s3.list_multipart_uploads(Bucket=bucket)
        self.assertEqual(uploads, {each["UploadId"] for each in answer["Uploads"]})
        self.assertIn("Owner", answer["Uploads"][0])
        self.assertIn("Initiator", answer["Uploads"][0])
        self.assertEqual(1, len(s3.list_multipart_uploads(Bucket=bucket, Prefix="o")["Uploads"]))

    def test_part_numbers_of_reads(self):
        bucket = self.bucket()
        etag = self.upload(bucket, "key", FIRST, LAST)["ETag"]
        answer = s3.get_object(Bucket=bucket, Key="key", PartNumber=1)
        self.assertEqual((FIRST, etag, 2), (answer["Body"].read(), answer["ETag"], answer["PartsCount"]))
        self.refused(416, "InvalidPartNumber", s3.get_object, Bucket=bucket, Key="key", PartNumber=3)
        self.put(bucket, "whole", body="text")
        self.assertEqual(b"text", self.read(bucket, "whole", PartNumber=1))
        self.refused(416, "InvalidPartNumber", s3.get_object, Bucket=bucket, Key="whole", PartNumber=2)

    def test_part_copies(self):
        bucket = self.bucket()
        body = os.urandom(PART + 1000)
        self.put(bucket, "source", body=body)
        upload = self.start(bucket)
        parts = []
        for number, (first, last) in enumerate(((0, PART - 1), (PART, PART + 999)), 1):
            answer = s3.upload_part_copy(
                Bucket=bucket,
                Key="key",
                UploadId=upload,
                PartNumber=number,
                CopySource={"Bucket": bucket, "Key": "source"},
                CopySourceRange=f"bytes={first}-{last}",
            )
            parts.append({"PartNumber": number, "ETag": answer["CopyPartResult"]["ETag"]})
        self.complete(bucket, "key", upload, parts)
        self.assertEqual(body, self.read(bucket, "key"))

    def test_part_copies_out_of_range(self):
        bucket = self.bucket()
        self.put(bucket, "source", body="12345")
        upload = self.start(bucket)
        for wrong in ("bytes=0-21", "0-2", "bytes=0", "bytes=hello-world", "bytes=0-bar", "bytes=hello-", "bytes=0-2,3-5"):
            self.refused(
                400,
                "InvalidArgument",
                s3.upload_part_copy,
                Bucket=bucket,
                Key="key",
                UploadId=upload,
                PartNumber=1,
                CopySource={"Bucket": bucket, "Key": "source"},
                CopySourceRange=wrong,
            )

    def test_copy_of_parts_and_versions(self):
        bucket = self.bucket(versioned=True)
        self.upload(bucket, "key", FIRST, LAST, Metadata={"foo": "bar"})
        s3.copy_object(CopySource={"Bucket": bucket, "Key": "key"}, Bucket=bucket, Key="copy")
        copy = s3.get_object(Bucket=bucket, Key="copy")
        self.assertEqual((FIRST + LAST, {"foo": "bar"}), (copy["Body"].read(), copy["Metadata"]))
        self.assertIn("VersionId", copy)
