"""Server-side encryption: the network's own, customers' keys, and a key ring's."""

import base64
import hashlib
import os

from gateway import PART, S3Test, s3

KEY = os.urandom(32)
CUSTOMER = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": KEY}
OTHER = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
MD5 = base64.b64encode(hashlib.md5(KEY).digest()).decode()


class CustomerKeys(S3Test):
    def test_sizes(self):
        bucket = self.bucket()
        for size in (1, 1024, 1024 * 1024, 13):
            body = os.urandom(size)
            answer = s3.put_object(Bucket=bucket, Key="key", Body=body, **CUSTOMER)
            self.assertEqual(("AES256", MD5), (answer["SSECustomerAlgorithm"], answer["SSECustomerKeyMD5"]))
            self.assertEqual(body, self.read(bucket, "key", **CUSTOMER))
            self.assertEqual(body[:10], self.read(bucket, "key", Range="bytes=0-9", **CUSTOMER))

    def test_needed(self):
        bucket = self.bucket()
        s3.put_object(Bucket=bucket, Key="key", Body=b"text", **CUSTOMER)
        self.refused(400, "InvalidRequest", s3.get_object, Bucket=bucket, Key="key")
        self.refused(400, "400", s3.head_object, Bucket=bucket, Key="key")
        self.refused(403, "AccessDenied", s3.get_object, Bucket=bucket, Key="key", **OTHER)
        self.put(bucket, "plain")
        self.refused(400, "InvalidRequest", s3.get_object, Bucket=bucket, Key="plain", **CUSTOMER)
        self.assertEqual({"key", "plain"}, set(self.keys(bucket)))
        s3.delete_object(Bucket=bucket, Key="key")

    def test_malformed(self):
        bucket = self.bucket()
        for wrong in (
            {"SSECustomerAlgorithm": "AES512", "SSECustomerKey": KEY},
            {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"short"},
            {"SSECustomerAlgorithm": "AES256"},
        ):
            with self.assertRaises(s3.exceptions.ClientError) as caught:
                s3.put_object(Bucket=bucket, Key="key", Body=b"text", **wrong)
            self.assertEqual(400, caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], wrong)

    def test_parts(self):
        bucket = self.bucket()
        first, last = os.urandom(PART), os.urandom(100)
        upload = s3.create_multipart_upload(Bucket=bucket, Key="key", **CUSTOMER)["UploadId"]
        parts = [
            self.part(bucket, "key", upload, number, body, **CUSTOMER) for number, body in enumerate((first, last), 1)
        ]
        with self.assertRaises(s3.exceptions.ClientError):
            self.part(bucket, "key", upload, 3, b"text", **OTHER)
        self.complete(bucket, "key", upload, parts)
        self.assertEqual(first + last, self.read(bucket, "key", **CUSTOMER))

    def test_copies(self):
        bucket = self.bucket()
        s3.put_object(Bucket=bucket, Key="key", Body=b"text", **CUSTOMER)
        source = {"Bucket": bucket, "Key": "key"}
        reading = {"CopySource" + name: value for name, value in CUSTOMER.items()}
        s3.copy_object(Bucket=bucket, Key="plain", CopySource=source, **reading)
        self.assertEqual(b"text", self.read(bucket, "plain"))
        s3.copy_object(Bucket=bucket, Key="rekeyed", CopySource=source, **reading, **OTHER)
        self.assertEqual(b"text", self.read(bucket, "rekeyed", **OTHER))
        self.refused(400, "InvalidRequest", s3.copy_object, Bucket=bucket, Key="none", CopySource=source)


class KeyRing(S3Test):
    def test_kms(self):
        bucket = self.bucket()
        answer = s3.put_object(Bucket=bucket, Key="key", Body=b"text", ServerSideEncryption="aws:kms")
        self.assertEqual("aws:kms", answer["ServerSideEncryption"])
        self.assertEqual(b"text", self.read(bucket, "key"))
        head = s3.head_object(Bucket=bucket, Key="key")
        self.assertEqual(("aws:kms", answer["SSEKMSKeyId"]), (head["ServerSideEncryption"], head["SSEKMSKeyId"]))

    def test_key_without_kms(self):
        bucket = self.bucket()
        self.refused(400, "InvalidArgument", s3.put_object, Bucket=bucket, Key="key", Body=b"", SSEKMSKeyId="any")

    def test_own(self):
        bucket = self.bucket()
        answer = s3.put_object(Bucket=bucket, Key="key", Body=b"text", ServerSideEncryption="AES256")
        self.assertEqual("AES256", answer["ServerSideEncryption"])
        self.assertEqual("AES256", s3.head_object(Bucket=bucket, Key="key")["ServerSideEncryption"])
        self.refused(400, "InvalidArgument", s3.put_object, Bucket=bucket, Key="key", Body=b"", ServerSideEncryption="aes:kms")

    def test_default(self):
        bucket = self.bucket()
        for algorithm in ("aws:kms", "AES256"):
            rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]
            s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
            self.put(bucket, "key", body=b"text")
            self.assertEqual(algorithm, s3.head_object(Bucket=bucket, Key="key")["ServerSideEncryption"])
        s3.delete_bucket_encryption(Bucket=bucket)
