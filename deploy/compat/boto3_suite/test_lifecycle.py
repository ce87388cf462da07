"""Lifecycle configurations: what is kept, what is refused, and what answers say of them."""

import datetime

from gateway import S3Test, s3


def rule(**fields):
    return {"ID": "rule1", "Status": "Enabled", "Filter": {"Prefix": "test1/"}, "Expiration": {"Days": 1}, **fields}


class Lifecycle(S3Test):
    def kept(self, *rules, bucket=None):
        bucket = bucket or self.bucket()
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": list(rules)})
        return s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]

    def test_read_back(self):
        date = datetime.datetime(2037, 9, 27, tzinfo=datetime.timezone.utc)
        tag = {"Key": "tom", "Value": "sawyer"}
        for given in (
            rule(),
            rule(Status="Disabled"),
            rule(Filter={}),
            rule(Filter={"Tag": tag}),
            rule(Filter={"And": {"Prefix": "logs/", "Tags": [tag, {"Key": "huck", "Value": "finn"}]}}),
            rule(Filter={"And": {"Prefix": "logs/", "ObjectSizeGreaterThan": 500, "ObjectSizeLessThan": 64000}}),
            rule(Filter={"ObjectSizeGreaterThan": 500}),
            rule(Expiration={"Date": date}),
            rule(Expiration={"ExpiredObjectDeleteMarker": True}),
            rule(NoncurrentVersionExpiration={"NoncurrentDays": 5, "NewerNoncurrentVersions": 3}),
            rule(AbortIncompleteMultipartUpload={"DaysAfterInitiation": 2}),
        ):
            self.assertEqual([given], self.kept(given))

    def test_id_is_made(self):
        given = rule()
        del given["ID"]
        self.assertTrue(self.kept(given)[0]["ID"])

    def test_old_prefix(self):
        given = rule(Prefix="test1/")
        del given["Filter"]
        kept = self.kept(given)[0]
        self.assertEqual("test1/", kept.get("Prefix") or kept["Filter"]["Prefix"])

    def test_refused(self):
        day = datetime.datetime(2037, 9, 27, 13, 5, tzinfo=datetime.timezone.utc)
        for code, rules in (
            ("InvalidArgument", [rule(ID="x" * 256)]),
            ("InvalidArgument", [rule(), rule()]),
            ("MalformedXML", [rule(Status="enabled")]),
            ("InvalidArgument", [rule(Expiration={"Days": 0})]),
            ("InvalidArgument", [rule(Expiration={"Days": -1})]),
            ("InvalidArgument", [rule(Expiration={"Date": day})]),
            ("MalformedXML", [rule(Expiration={"Days": 1, "ExpiredObjectDeleteMarker": True})]),
        ):
            bucket = self.bucket()
            put = s3.put_bucket_lifecycle_configuration
            self.refused(400, code, put, Bucket=bucket, LifecycleConfiguration={"Rules": rules})
            self.refused(404, "NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=bucket)

    def test_delete(self):
        bucket = self.bucket()
        self.kept(rule(), bucket=bucket)
        s3.delete_bucket_lifecycle(Bucket=bucket)
        self.refused(404, "NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=bucket)

    def test_answers_say_when(self):
        bucket = self.bucket()
        self.kept(rule(Expiration={"Days": 8}), bucket=bucket)
        put = s3.put_object(Bucket=bucket, Key="test1/foo", Body="bar")
        head = s3.head_object(Bucket=bucket, Key="test1/foo")
        for answer in (put, head):
            self.assertRegex(answer["Expiration"], r'expiry-date="\w{3}, \d{2} \w{3} \d{4} 00:00:00 GMT", rule-id="rule1"')
        self.assertNotIn("Expiration", s3.put_object(Bucket=bucket, Key="other", Body="bar"))
