"""Objects: bytes, metadata, ranges, conditions and copies."""

import datetime
import hashlib
import os
import threading

from gateway import ENDPOINT, S3Test, anonymous, bucket_name, fetch, s3, with_headers

LONG_AGO = datetime.datetime(1994, 10, 29, tzinfo=datetime.timezone.utc)
LATER = datetime.datetime(2100, 10, 29, tzinfo=datetime.timezone.utc)


class Objects(S3Test):
    def test_life(self):
        bucket = self.bucket()
        self.put(bucket, "foo", body="bar")
        self.assertEqual(b"bar", self.read(bucket, "foo"))
        self.put(bucket, "foo", body="soup")
        self.assertEqual(b"soup", self.read(bucket, "foo"))
        s3.delete_object(Bucket=bucket, Key="foo")
        self.refused(404, "NoSuchKey", s3.get_object, Bucket=bucket, Key="foo")
        self.refused(404, "404", s3.head_object, Bucket=bucket, Key="foo")
        s3.delete_object(Bucket=bucket, Key="foo")

    def test_etag(self):
        bucket = self.bucket()
        answer = s3.put_object(Bucket=bucket, Key="foo", Body="bar")
        self.assertEqual('"37b51d194a7513e45b56f6524f2d51f2"', answer["ETag"])
        head = s3.head_object(Bucket=bucket, Key="foo")
        self.assertEqual((answer["ETag"], 3), (head["ETag"], head["ContentLength"]))
        self.put(bucket, "empty", body=b"")
        self.assertEqual(0, s3.head_object(Bucket=bucket, Key="empty")["ContentLength"])

    def test_metadata(self):
        bucket = self.bucket()
        for value in ("bar", "", "with spaces inside"):
            s3.put_object(Bucket=bucket, Key="foo", Body="bar", Metadata={"meta1": value})
            self.assertEqual({"meta1": value}, s3.get_object(Bucket=bucket, Key="foo")["Metadata"])
        s3.put_object(Bucket=bucket, Key="foo", Body="bar", Metadata={"meta2": "two"})
        self.assertEqual({"meta2": "two"}, s3.get_object(Bucket=bucket, Key="foo")["Metadata"])

    def test_headers(self):
        bucket = self.bucket()
        given = {
            "CacheControl": "public, max-age=14400",
            "ContentDisposition": "bla",
            "ContentEncoding": "aaa",
            "ContentLanguage": "esperanto",
            "ContentType": "foo/bar",
        }
        s3.put_object(Bucket=bucket, Key="foo", Body="bar", Expires=LATER, **given)
        head = s3.head_object(Bucket=bucket, Key="foo")
        self.assertEqual(given, {name: head[name] for name in given})
        self.assertEqual("Fri, 29 Oct 2100 00:00:00 GMT", head["ResponseMetadata"]["HTTPHeaders"]["expires"])
        overriding = {"Response" + name: "x-" + value for name, value in given.items()}
        answer = s3.get_object(Bucket=bucket, Key="foo", **overriding)
        self.assertEqual({name: "x-" + value for name, value in given.items()}, {name: answer[name] for name in given})

    def test_ranges(self):
        bucket = self.bucket()
        self.put(bucket, "foo", body="testcontent")
        for asked, bytes_, told in (
            ("bytes=4-7", b"cont", "bytes 4-7/11"),
            ("bytes=4-", b"content", "bytes 4-10/11"),
            ("bytes=-7", b"content", "bytes 4-10/11"),
            ("bytes=-100", b"testcontent", "bytes 0-10/11"),
        ):
            answer = s3.get_object(Bucket=bucket, Key="foo", Range=asked)
            self.assertEqual((bytes_, told), (answer["Body"].read(), answer["ContentRange"]))
            self.assertEqual(206, answer["ResponseMetadata"]["HTTPStatusCode"])
        self.refused(416, "InvalidRange", s3.get_object, Bucket=bucket, Key="foo", Range="bytes=40-50")
        self.refused(416, "InvalidRange", s3.get_object, Bucket=bucket, Key="foo", Range="bytes=-0")
        self.put(bucket, "empty", body="")
        self.refused(416, "InvalidRange", s3.get_object, Bucket=bucket, Key="empty", Range="bytes=40-50")
        large = os.urandom(8 * 1024 * 1024)
        self.put(bucket, "large", body=large)
        self.assertEqual(large[3145728:5242881], self.read(bucket, "large", Range="bytes=3145728-5242880"))

    def test_conditions_of_reads(self):
        bucket = self.bucket()
        etag = s3.put_object(Bucket=bucket, Key="foo", Body="bar")["ETag"]
        self.assertEqual(b"bar", self.read(bucket, "foo", IfMatch=etag))
        self.refused(412, "PreconditionFailed", s3.get_object, Bucket=bucket, Key="foo", IfMatch='"ABCORZ"')
        self.refused(304, "304", s3.get_object, Bucket=bucket, Key="foo", IfNoneMatch=etag)
        self.assertEqual(b"bar", self.read(bucket, "foo", IfNoneMatch="ABCORZ"))
        self.assertEqual(b"bar", self.read(bucket, "foo", IfModifiedSince=LONG_AGO))
        modified = s3.head_object(Bucket=bucket, Key="foo")["LastModified"]
        self.refused(304, "304", s3.get_object, Bucket=bucket, Key="foo", IfModifiedSince=modified)
        self.refused(412, "PreconditionFailed", s3.get_object, Bucket=bucket, Key="foo", IfUnmodifiedSince=LONG_AGO)
        self.assertEqual(b"bar", self.read(bucket, "foo", IfUnmodifiedSince=LATER))

    def test_conditions_of_writes(self):
        bucket = self.bucket()

        def put(body, **headers):
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            return with_headers("PutObject", headers, lambda: s3.put_object(Bucket=bucket, Key="foo", Body=body))

        self.refused(404, "NoSuchKey", lambda: put("bar", if_match='"any"'))
        etag = put("bar", if_none_match="*")["ETag"]
        self.refused(412, "PreconditionFailed", lambda: put("zar", if_none_match="*"))
        self.refused(412, "PreconditionFailed", lambda: put("zar", if_match='"ABCORZ"'))
        self.assertEqual(b"bar", self.read(bucket, "foo"))
        put("zar", if_match=etag)
        self.assertEqual(b"zar", self.read(bucket, "foo"))

    def test_conditions_of_deletes(self):
        bucket = self.bucket()
        etag = s3.put_object(Bucket=bucket, Key="foo", Body="bar")["ETag"]

        def delete(**headers):
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            return with_headers("DeleteObject", headers, lambda: s3.delete_object(Bucket=bucket, Key="foo"))

        self.refused(412, "PreconditionFailed", lambda: delete(if_match='"ABCORZ"'))
        self.refused(412, "PreconditionFailed", lambda: delete(x_amz_if_match_size="7"))
        delete(if_match=etag)
        self.assertEqual([], self.keys(bucket))

    def test_multi_delete(self):
        bucket = self.bucket()
        self.put(bucket, "key0", "key1", "key2")
        objects = {"Objects": [{"Key": key} for key in ("key0", "key1", "key2")]}
        for _ in range(2):
            answer = s3.delete_objects(Bucket=bucket, Delete=objects)
            self.assertEqual(3, len(answer["Deleted"]))
            self.assertNotIn("Errors", answer)
            self.assertEqual([], self.keys(bucket))
        answer = s3.delete_objects(Bucket=bucket, Delete={**objects, "Quiet": True})
        self.assertNotIn("Deleted", answer)
        many = {"Objects": [{"Key": f"key-{i}"} for i in range(1001)]}
        self.refused(400, "MalformedXML", s3.delete_objects, Bucket=bucket, Delete=many)

    def test_odd_keys(self):
        bucket = self.bucket()
        keys = ["a+b", "a b", "a%20b", "a//b", "/a", "a/", "../a", "a/./b", "ä€", "a?b#c", "<&>\"'", "_a", "~a"]
        self.put(bucket, *keys)
        self.assertEqual(sorted(keys, key=str.encode), self.keys(bucket))
        for key in keys:
            self.assertEqual(key.encode(), self.read(bucket, key))

    def test_unreadable_key(self):
        bucket = self.bucket()
        status, _, body = fetch(f"{ENDPOINT}/{bucket}/%ae%8a-")
        self.assertIn(status, (400, 403), body)

    def test_key_too_long(self):
        self.refused(400, "KeyTooLongError", s3.put_object, Bucket=self.bucket(), Key="a" * 1025, Body=b"")

    def test_anonymous(self):
        bucket = self.bucket()
        self.put(bucket, "foo")
        self.refused(403, "AccessDenied", anonymous.get_object, Bucket=bucket, Key="foo")
        self.refused(403, "AccessDenied", anonymous.put_object, Bucket=bucket, Key="foo", Body=b"")
        self.refused(403, "AccessDenied", anonymous.delete_object, Bucket=bucket, Key="foo")

    def test_presigned(self):
        bucket = self.bucket()
        url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "foo"}, ExpiresIn=1000)
        self.assertEqual(200, fetch(url, "PUT", b"bar", {"Content-Type": ""})[0])
        url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "foo"}, ExpiresIn=1000)
        self.assertEqual((200, b"bar"), fetch(url)[::2])
        for lifetime in ("0", "604801", "-7", "soon"):
            changed = url.replace("X-Amz-Expires=1000", f"X-Amz-Expires={lifetime}")
            self.assertIn(fetch(changed)[0], (400, 403), lifetime)

    def test_atomic_overwrite(self):
        bucket = self.bucket()
        bodies = [bytes([i]) * 300_000 for i in range(4)]
        self.put(bucket, "foo", body=bodies[0])
        failures = []

        def write(body):
            s3.put_object(Bucket=bucket, Key="foo", Body=body)

        def read():
            for _ in range(6):
                if self.read(bucket, "foo") not in bodies:
                    failures.append("a mixture was read")

        threads = [threading.Thread(target=write, args=(body,)) for body in bodies] + [threading.Thread(target=read)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)

    def test_attributes(self):
        bucket = self.bucket()
        self.put(bucket, "foo", body="bar")
        answer = s3.get_object_attributes(
            Bucket=bucket, Key="foo", ObjectAttributes=["ETag", "ObjectSize", "StorageClass"]
        )
        self.assertEqual(
            (hashlib.md5(b"bar").hexdigest(), 3, "STANDARD"),
            (answer["ETag"], answer["ObjectSize"], answer["StorageClass"]),
        )
        self.refused(
            404, "NoSuchKey", s3.get_object_attributes, Bucket=bucket, Key="absent", ObjectAttributes=["ETag"]
        )

    def test_absent_bucket(self):
        self.refused(404, "NoSuchBucket", s3.get_object, Bucket=bucket_name(), Key="foo")


class Copies(S3Test):
    def copy(self, source, target, **parameters):
        return s3.copy_object(
            CopySource={"Bucket": source[0], "Key": source[1]}, Bucket=target[0], Key=target[1], **parameters
        )

    def test_copies(self):
        one, two = self.bucket(), self.bucket()
        self.put(one, "foo123bar", body="foo")
        self.put(one, "empty", body="")
        self.copy((one, "foo123bar"), (one, "bar321foo"))
        self.copy((one, "foo123bar"), (two, "other"))
        self.copy((one, "empty"), (two, "empty"))
        self.assertEqual(b"foo", self.read(one, "bar321foo"))
        self.assertEqual(b"foo", self.read(two, "other"))
        self.assertEqual(b"", self.read(two, "empty"))

    def test_metadata(self):
        bucket = self.bucket()
        s3.put_object(Bucket=bucket, Key="foo", Body="bar", ContentType="audio/ogg", Metadata={"key1": "value1"})
        self.copy((bucket, "foo"), (bucket, "kept"))
        kept = s3.get_object(Bucket=bucket, Key="kept")
        self.assertEqual(("audio/ogg", {"key1": "value1"}), (kept["ContentType"], kept["Metadata"]))
        self.copy(
            (bucket, "foo"),
            (bucket, "new"),
            MetadataDirective="REPLACE",
            Metadata={"key2": "value2"},
            ContentType="audio/mpeg",
        )
        new = s3.get_object(Bucket=bucket, Key="new")
        self.assertEqual(("audio/mpeg", {"key2": "value2"}), (new["ContentType"], new["Metadata"]))

    def test_to_itself(self):
        bucket = self.bucket()
        self.put(bucket, "foo")
        self.refused(400, "InvalidRequest", lambda: self.copy((bucket, "foo"), (bucket, "foo")))
        self.copy((bucket, "foo"), (bucket, "foo"), MetadataDirective="REPLACE", Metadata={"foo": "bar"})
        self.assertEqual({"foo": "bar"}, s3.get_object(Bucket=bucket, Key="foo")["Metadata"])

    def test_absent(self):
        bucket = self.bucket()
        self.refused(404, "NoSuchBucket", lambda: self.copy((bucket_name(), "foo"), (bucket, "foo")))
        self.refused(404, "NoSuchKey", lambda: self.copy((bucket, "foo"), (bucket, "bar")))

    def test_odd_names(self):
        bucket = self.bucket()
        for key in (" ", "_", "__", "?versionId", "a+b", "a%2Bb", "?"):
            self.put(bucket, key, body="text")
            self.copy((bucket, key), (bucket, "copy"))
            self.assertEqual(b"text", self.read(bucket, "copy"))

    def test_conditions(self):
        bucket = self.bucket()
        etag = s3.put_object(Bucket=bucket, Key="foo", Body="bar")["ETag"]
        self.copy((bucket, "foo"), (bucket, "bar"), CopySourceIfMatch=etag)
        self.copy((bucket, "foo"), (bucket, "bar"), CopySourceIfNoneMatch="ABCORZ")
        for condition in ({"CopySourceIfMatch": "ABCORZ"}, {"CopySourceIfNoneMatch": etag}):
            self.refused(412, "PreconditionFailed", lambda: self.copy((bucket, "foo"), (bucket, "bar"), **condition))

    def test_of_versions(self):
        bucket = self.bucket(versioned=True)
        old = s3.put_object(Bucket=bucket, Key="foo", Body="old")["VersionId"]
        self.put(bucket, "foo", body="new")
        answer = s3.copy_object(
            CopySource={"Bucket": bucket, "Key": "foo", "VersionId": old}, Bucket=bucket, Key="bar"
        )
        self.assertEqual(old, answer["CopySourceVersionId"])
        self.assertEqual(b"old", self.read(bucket, "bar"))
