"""Versions and delete markers."""

import threading

from gateway import S3Test, s3


class Versioning(S3Test):
    def versions(self, bucket):
        answer = s3.list_object_versions(Bucket=bucket)
        return answer.get("Versions", []), answer.get("DeleteMarkers", [])

    def test_states(self):
        bucket = self.bucket()
        self.assertNotIn("Status", s3.get_bucket_versioning(Bucket=bucket))
        for status in ("Suspended", "Enabled", "Enabled", "Suspended"):
            self.versioning(bucket, status)
            self.assertEqual(status, s3.get_bucket_versioning(Bucket=bucket)["Status"])

    def test_create_and_remove(self):
        bucket = self.bucket(versioned=True)
        ids = [s3.put_object(Bucket=bucket, Key="obj", Body=f"content-{i}")["VersionId"] for i in range(5)]
        versions, _ = self.versions(bucket)
        self.assertEqual(ids[::-1], [each["VersionId"] for each in versions])
        for i, version in enumerate(ids):
            self.assertEqual(f"content-{i}".encode(), self.read(bucket, "obj", VersionId=version))
        for i in (4, 2, 0, 1, 3):
            self.assertEqual(ids[i], s3.delete_object(Bucket=bucket, Key="obj", VersionId=ids[i])["VersionId"])
        self.assertEqual(([], []), self.versions(bucket))

    def test_plain_becomes_null(self):
        bucket = self.bucket()
        self.put(bucket, "foo", body="foooz")
        self.versioning(bucket, "Enabled")
        self.assertEqual(b"foooz", self.read(bucket, "foo", VersionId="null"))
        self.assertEqual("null", s3.delete_object(Bucket=bucket, Key="foo", VersionId="null")["VersionId"])
        self.refused(404, "NoSuchKey", s3.get_object, Bucket=bucket, Key="foo")
        self.assertEqual(([], []), self.versions(bucket))

    def test_suspended(self):
        bucket = self.bucket(versioned=True)
        kept = s3.put_object(Bucket=bucket, Key="foo", Body="kept")["VersionId"]
        self.versioning(bucket, "Suspended")
        s3.delete_object(Bucket=bucket, Key="foo")
        s3.delete_object(Bucket=bucket, Key="foo")
        versions, markers = self.versions(bucket)
        self.assertEqual(([kept], ["null"]), ([v["VersionId"] for v in versions], [m["VersionId"] for m in markers]))
        self.put(bucket, "foo", body="null one")
        self.put(bucket, "foo", body="null two")
        versions, markers = self.versions(bucket)
        self.assertEqual((["null", kept], []), ([v["VersionId"] for v in versions], markers))
        self.versioning(bucket, "Enabled")
        self.put(bucket, "foo", body="new")
        self.assertEqual(3, len(self.versions(bucket)[0]))
        self.assertEqual(b"null two", self.read(bucket, "foo", VersionId="null"))

    def test_markers(self):
        bucket = self.bucket(versioned=True)
        self.put(bucket, "foo")
        deleted = s3.delete_object(Bucket=bucket, Key="foo")
        self.assertTrue(deleted["DeleteMarker"])
        response = self.refused(404, "NoSuchKey", s3.get_object, Bucket=bucket, Key="foo")
        self.assertEqual("true", response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"])
        self.refused(
            405, "MethodNotAllowed", s3.get_object, Bucket=bucket, Key="foo", VersionId=deleted["VersionId"]
        )
        s3.delete_object(Bucket=bucket, Key="foo", VersionId=deleted["VersionId"])
        self.assertEqual(b"foo", self.read(bucket, "foo"))
        absent = s3.delete_object(Bucket=bucket, Key="never-there")
        self.assertTrue(absent["DeleteMarker"])

    def test_multi_delete(self):
        bucket = self.bucket(versioned=True)
        ids = [s3.put_object(Bucket=bucket, Key="key", Body=str(i))["VersionId"] for i in range(2)]
        objects = {"Objects": [{"Key": "key", "VersionId": version} for version in ids]}
        for _ in range(2):
            answer = s3.delete_objects(Bucket=bucket, Delete=objects)
            self.assertEqual(sorted(ids), sorted(each["VersionId"] for each in answer["Deleted"]))
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "key"}]})
        self.assertTrue(answer["Deleted"][0]["DeleteMarker"])
        marker = answer["Deleted"][0]["DeleteMarkerVersionId"]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "key", "VersionId": marker}]})
        self.assertTrue(answer["Deleted"][0]["DeleteMarker"])
        self.assertEqual(([], []), self.versions(bucket))

    def test_list_pages(self):
        bucket = self.bucket(versioned=True)
        for i in range(3):
            self.put(bucket, "a", "b")
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
        seen = [(each["Key"], each["VersionId"]) for page in pages for each in page["Versions"]]
        self.assertEqual(6, len(set(seen)))
        self.assertEqual(["a"] * 3 + ["b"] * 3, [key for key, _ in seen])
        latest = [each["Key"] for each in self.versions(bucket)[0] if each["IsLatest"]]
        self.assertEqual(["a", "b"], latest)

    def test_many_at_once(self):
        bucket = self.bucket(versioned=True)
        threads = [threading.Thread(target=self.put, args=(bucket, "key")) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        versions, _ = self.versions(bucket)
        self.assertEqual(5, len({each["VersionId"] for each in versions}))
        self.assertEqual(1, sum(each["IsLatest"] for each in versions))

    def test_copy_and_parts(self):
        bucket = self.bucket(versioned=True)
        answer = self.upload(bucket, "parts", b"text")
        self.assertIn("VersionId", answer)
        self.assertEqual(answer["VersionId"], s3.head_object(Bucket=bucket, Key="parts")["VersionId"])

    def test_bad_version(self):
        bucket = self.bucket(versioned=True)
        self.put(bucket, "foo")
        self.refused(400, "InvalidArgument", s3.get_object, Bucket=bucket, Key="foo", VersionId="no such id!")
