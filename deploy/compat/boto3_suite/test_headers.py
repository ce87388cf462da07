"""Headers of requests, good and bad."""

import base64
import hashlib
import http.client
import urllib.parse

from gateway import ENDPOINT, S3Test, fetch, s3, with_headers


class Headers(S3Test):
    def put_with(self, headers):
        bucket = self.bucket()
        with_headers("PutObject", headers, lambda: s3.put_object(Bucket=bucket, Key="key", Body=b"text"))
        return bucket

    def test_content_md5(self):
        self.put_with({"Content-MD5": base64.b64encode(hashlib.md5(b"text").digest()).decode()})
        self.refused(400, "BadDigest", lambda: self.put_with({"Content-MD5": "rL0Y20xC+Fzt72VPzMSk2A=="}))
        self.refused(400, "InvalidDigest", lambda: self.put_with({"Content-MD5": "YWJyYWNhZGFicmE="}))

    def test_expect(self):
        self.put_with({"Expect": "100-continue"})

    def test_content_type_is_kept(self):
        bucket = self.put_with({"Content-Type": "text/plain"})
        self.assertEqual("text/plain", s3.head_object(Bucket=bucket, Key="key")["ContentType"])

    def test_no_content_type_is_binary(self):
        bucket = self.put_with({})
        self.assertEqual("binary/octet-stream", s3.head_object(Bucket=bucket, Key="key")["ContentType"])

    def test_authorization(self):
        bucket = self.bucket()
        url = f"{ENDPOINT}/{bucket}/key"
        self.assertEqual(403, fetch(url, "PUT", b"text")[0])
        for value in ("", "AWS4-HMAC-SHA256 nonsense", "Basic dTpw", "AWS HAHAHA:c2ln"):
            status, _, body = fetch(url, "PUT", b"text", {"Authorization": value})
            self.assertIn(status, (400, 403), (value, body))
        self.assertEqual([], self.keys(bucket))

    def lengths(self, value):
        bucket = self.bucket()
        url = urllib.parse.urlparse(
            s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "key"}, ExpiresIn=60)
        )
        connection = http.client.HTTPConnection(url.netloc, timeout=30)
        connection.putrequest("PUT", f"{url.path}?{url.query}")
        if value is not None:
            connection.putheader("Content-Length", value)
        connection.endheaders()
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    def test_content_length(self):
        self.assertEqual(200, self.lengths("0"))
        self.assertEqual(400, self.lengths("-1"))
        self.assertEqual(400, self.lengths("many"))
        self.assertIn(self.lengths(None), (200, 411))

    def test_request_ids(self):
        bucket = self.bucket()
        one, two = (s3.head_bucket(Bucket=bucket)["ResponseMetadata"] for _ in range(2))
        self.assertNotEqual(one["RequestId"], two["RequestId"])
        self.assertTrue(one["HostId"])
        self.assertIn("date", one["HTTPHeaders"])
        self.assertIn("server", one["HTTPHeaders"])

    def test_head_and_get_have_the_same_headers(self):
        bucket = self.put_with({"Content-Type": "text/plain", "x-amz-meta-colour": "blue"})
        head = s3.head_object(Bucket=bucket, Key="key")["ResponseMetadata"]["HTTPHeaders"]
        get = s3.get_object(Bucket=bucket, Key="key")["ResponseMetadata"]["HTTPHeaders"]

        def common(headers):
            own = ("date", "x-amz-id-2", "x-amz-request-id", "x-amz-checksum", "connection")
            return {name: value for name, value in headers.items() if not name.startswith(own)}

        self.assertEqual(common(head), common(get))
