"""Tags of objects."""

import os

from gateway import S3Test, s3


def tags(number, key_length=None, value_length=None):
    return [
        {
            "Key": str(i) if key_length is None else (str(i) + "k" * key_length)[:key_length],
            "Value": str(i) if value_length is None else "v" * value_length,
        }
        for i in range(number)
    ]


class Tagging(S3Test):
    def tagged(self, tag_set):
        bucket = self.bucket()
        self.put(bucket, "key")
        s3.put_object_tagging(Bucket=bucket, Key="key", Tagging={"TagSet": tag_set})
        return bucket

    def of(self, bucket, key="key"):
        return sorted(s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"], key=str)

    def test_read_back(self):
        for given in (tags(2), tags(10), tags(10, 128, 256), [{"Key": "key1", "Value": ""}]):
            self.assertEqual(sorted(given, key=str), self.of(self.tagged(given)))

    def test_too_much(self):
        for given in (tags(11), tags(1, 129), tags(1, None, 257), [{"Key": "a", "Value": "1"}] * 2):
            self.refused(400, "InvalidTag", self.tagged, tag_set=given)

    def test_replace_and_delete(self):
        bucket = self.tagged(tags(2))
        s3.put_object_tagging(Bucket=bucket, Key="key", Tagging={"TagSet": [{"Key": "key3", "Value": "val3"}]})
        self.assertEqual([{"Key": "key3", "Value": "val3"}], self.of(bucket))
        self.assertEqual(204, s3.delete_object_tagging(Bucket=bucket, Key="key")["ResponseMetadata"]["HTTPStatusCode"])
        self.assertEqual([], self.of(bucket))

    def test_with_put(self):
        bucket = self.bucket()
        s3.put_object(Bucket=bucket, Key="key", Body=os.urandom(10), Tagging="foo=bar&bar")
        self.assertEqual([{"Key": "bar", "Value": ""}, {"Key": "foo", "Value": "bar"}], self.of(bucket))
        head = s3.head_object(Bucket=bucket, Key="key")["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual("2", s3.get_object(Bucket=bucket, Key="key")["ResponseMetadata"]["HTTPHeaders"]["x-amz-tagging-count"])
        self.assertIn(head.get("x-amz-tagging-count"), ("2", None))

    def test_of_versions(self):
        bucket = self.bucket(versioned=True)
        old = s3.put_object(Bucket=bucket, Key="key", Body="old", Tagging="age=old")["VersionId"]
        s3.put_object(Bucket=bucket, Key="key", Body="new", Tagging="age=new")
        answer = s3.get_object_tagging(Bucket=bucket, Key="key", VersionId=old)
        self.assertEqual(([{"Key": "age", "Value": "old"}], old), (answer["TagSet"], answer["VersionId"]))

    def test_absent(self):
        self.refused(404, "NoSuchKey", s3.get_object_tagging, Bucket=self.bucket(), Key="absent")
