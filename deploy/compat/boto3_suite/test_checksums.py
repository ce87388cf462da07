"""Checksums, in headers and trailers, and the forms of bodies that carry them."""

import base64
import hashlib
import zlib

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest

from gateway import ENDPOINT, PART, REGION, S3Test, fetch, s3


def sha256(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def crc32(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


class UnsignedTrailer(S3SigV4Auth):
    """Signs for a body whose checksum comes after it."""

    def payload(self, request):
        return "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


class Checksums(S3Test):
    def test_sha256(self):
        bucket = self.bucket()
        body = b"text"
        answer = s3.put_object(Bucket=bucket, Key="key", Body=body, ChecksumSHA256=sha256(body))
        self.assertEqual(sha256(body), answer["ChecksumSHA256"])
        self.assertNotIn("ChecksumSHA256", s3.head_object(Bucket=bucket, Key="key"))
        head = s3.head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
        self.assertEqual(sha256(body), head["ChecksumSHA256"])
        self.refused(400, "BadDigest", s3.put_object, Bucket=bucket, Key="key", Body=b"x", ChecksumSHA256=sha256(body))

    def test_each_algorithm(self):
        bucket = self.bucket()
        for algorithm in ("CRC32", "SHA1", "SHA256"):
            s3.put_object(Bucket=bucket, Key="key", Body=b"text", ChecksumAlgorithm=algorithm)
            head = s3.head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
            self.assertTrue(head[f"Checksum{algorithm}"])

    def test_parts(self):
        bucket = self.bucket()
        bodies = [bytes([i]) * PART for i in (1, 2)] + [b"last"]
        upload = s3.create_multipart_upload(Bucket=bucket, Key="key", ChecksumAlgorithm="SHA256")["UploadId"]
        parts = []
        for number, body in enumerate(bodies, 1):
            part = self.part(bucket, "key", upload, number, body, ChecksumAlgorithm="SHA256")
            parts.append({**part, "ChecksumSHA256": sha256(body)})
        wrong = [{**parts[0], "ChecksumSHA256": sha256(b"other")}] + parts[1:]
        with self.assertRaises(s3.exceptions.ClientError):
            self.complete(bucket, "key", upload, wrong)
        answer = self.complete(bucket, "key", upload, parts)
        digests = b"".join(hashlib.sha256(body).digest() for body in bodies)
        self.assertEqual(sha256(digests) + "-3", answer["ChecksumSHA256"])
        attributes = s3.get_object_attributes(Bucket=bucket, Key="key", ObjectAttributes=["Checksum", "ObjectParts"])
        self.assertEqual(3, attributes["ObjectParts"]["TotalPartsCount"])

    def send_with_trailer(self, bucket, checksum):
        """A body in chunks with its checksum after it, as SDKs send over HTTPS."""
        request = AWSRequest(
            "PUT",
            f"{ENDPOINT}/{bucket}/key",
            headers={
                "Content-Encoding": "aws-chunked",
                "X-Amz-Decoded-Content-Length": "4",
                "X-Amz-Trailer": "x-amz-checksum-crc32",
            },
        )
        UnsignedTrailer(s3._request_signer._credentials, "s3", REGION).add_auth(request)
        body = f"4\r\ntext\r\n0\r\nx-amz-checksum-crc32:{checksum}\r\n\r\n".encode()
        headers = dict(request.headers.items())
        headers["X-Amz-Content-SHA256"] = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        return fetch(request.url, "PUT", body, headers)

    def test_trailer(self):
        bucket = self.bucket()
        status, headers, body = self.send_with_trailer(bucket, crc32(b"other"))
        self.assertEqual(400, status, body)
        self.assertIn(b"<Code>BadDigest</Code>", body)
        self.assertEqual([], self.keys(bucket))
        status, headers, body = self.send_with_trailer(bucket, crc32(b"text"))
        self.assertEqual(200, status, body)
        self.assertEqual(b"text", self.read(bucket, "key"))
        self.assertNotIn("ContentEncoding", s3.head_object(Bucket=bucket, Key="key"))
