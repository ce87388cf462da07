"""Object lock: retention, legal holds and defaults."""

import datetime

from gateway import S3Test, s3

SOON = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=1)


def default(mode="GOVERNANCE", **period):
    return {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": mode, **period}}}


class Lock(S3Test):
    def locking(self):
        return self.bucket(ObjectLockEnabledForBucket=True)

    def retention(self, until=SOON, mode="GOVERNANCE"):
        return {"Mode": mode, "RetainUntilDate": until}

    def test_configuration(self):
        bucket = self.locking()
        self.assertEqual("Enabled", s3.get_bucket_versioning(Bucket=bucket)["Status"])
        for given in (default("GOVERNANCE", Days=1), default("COMPLIANCE", Years=1)):
            s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=given)
            self.assertEqual(given, s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"])

    def test_bad_configuration(self):
        bucket = self.locking()
        for code, given in (
            ("InvalidArgument", default(Days=0)),
            ("InvalidArgument", default(Years=-1)),
            ("MalformedXML", default(Days=1, Years=1)),
            ("MalformedXML", default("abc", Years=1)),
            ("MalformedXML", {**default(Days=1), "ObjectLockEnabled": "Disabled"}),
        ):
            self.refused(400, code, s3.put_object_lock_configuration, Bucket=bucket, ObjectLockConfiguration=given)

    def test_without_lock(self):
        bucket = self.bucket()
        self.put(bucket, "key")
        self.refused(404, "ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration, Bucket=bucket)
        for call, parameters in (
            (s3.put_object_retention, {"Retention": self.retention()}),
            (s3.get_object_retention, {}),
            (s3.put_object_legal_hold, {"LegalHold": {"Status": "ON"}}),
            (s3.get_object_legal_hold, {}),
        ):
            self.refused(400, "InvalidRequest", call, Bucket=bucket, Key="key", **parameters)

    def test_suspending(self):
        bucket = self.locking()
        self.refused(
            409,
            "InvalidBucketState",
            s3.put_bucket_versioning,
            Bucket=bucket,
            VersioningConfiguration={"Status": "Suspended"},
        )

    def test_governance(self):
        bucket = self.locking()
        version = s3.put_object(Bucket=bucket, Key="key", Body="abc")["VersionId"]
        s3.put_object_retention(Bucket=bucket, Key="key", Retention=self.retention())
        self.assertEqual(self.retention(), s3.get_object_retention(Bucket=bucket, Key="key")["Retention"])
        self.refused(403, "AccessDenied", s3.delete_object, Bucket=bucket, Key="key", VersionId=version)
        longer = self.retention(SOON + datetime.timedelta(days=1))
        s3.put_object_retention(Bucket=bucket, Key="key", Retention=longer)
        self.refused(
            403, "AccessDenied", s3.put_object_retention, Bucket=bucket, Key="key", Retention=self.retention()
        )
        s3.put_object_retention(Bucket=bucket, Key="key", Retention=self.retention(), BypassGovernanceRetention=True)
        s3.delete_object(Bucket=bucket, Key="key", VersionId=version, BypassGovernanceRetention=True)

    def test_modes(self):
        bucket = self.locking()
        put = s3.put_object_retention
        compliance = self.retention(mode="COMPLIANCE")
        self.put(bucket, "key")
        put(Bucket=bucket, Key="key", Retention=self.retention())
        self.refused(403, "AccessDenied", put, Bucket=bucket, Key="key", Retention=compliance)
        put(Bucket=bucket, Key="key", Retention=compliance, BypassGovernanceRetention=True)
        self.refused(
            403, "AccessDenied", put, Bucket=bucket, Key="key", Retention=self.retention(), BypassGovernanceRetention=True
        )

    def test_multi_delete(self):
        bucket = self.locking()
        free = s3.put_object(Bucket=bucket, Key="free", Body="abc")["VersionId"]
        held = s3.put_object(
            Bucket=bucket, Key="held", Body="abc", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=SOON
        )["VersionId"]
        objects = {"Objects": [{"Key": "free", "VersionId": free}, {"Key": "held", "VersionId": held}]}
        answer = s3.delete_objects(Bucket=bucket, Delete=objects)
        self.assertEqual(["free"], [each["Key"] for each in answer["Deleted"]])
        self.assertEqual([("held", "AccessDenied")], [(each["Key"], each["Code"]) for each in answer["Errors"]])
        answer = s3.delete_objects(Bucket=bucket, Delete=objects, BypassGovernanceRetention=True)
        self.assertNotIn("Errors", answer)

    def test_legal_hold(self):
        bucket = self.locking()
        version = s3.put_object(Bucket=bucket, Key="key", Body="abc")["VersionId"]
        s3.put_object_legal_hold(Bucket=bucket, Key="key", LegalHold={"Status": "ON"})
        self.assertEqual("ON", s3.get_object_legal_hold(Bucket=bucket, Key="key")["LegalHold"]["Status"])
        self.assertEqual("ON", s3.head_object(Bucket=bucket, Key="key")["ObjectLockLegalHoldStatus"])
        self.refused(403, "AccessDenied", s3.delete_object, Bucket=bucket, Key="key", VersionId=version)
        self.refused(
            400, "MalformedXML", s3.put_object_legal_hold, Bucket=bucket, Key="key", LegalHold={"Status": "abc"}
        )
        s3.put_object_legal_hold(Bucket=bucket, Key="key", LegalHold={"Status": "OFF"})
        s3.delete_object(Bucket=bucket, Key="key", VersionId=version)

    def test_default(self):
        bucket = self.locking()
        s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=default(Days=1))
        for version in (
            s3.put_object(Bucket=bucket, Key="key", Body="abc")["VersionId"],
            self.upload(bucket, "key", b"abc")["VersionId"],
        ):
            self.refused(403, "AccessDenied", s3.delete_object, Bucket=bucket, Key="key", VersionId=version)
            head = s3.head_object(Bucket=bucket, Key="key", VersionId=version)
            self.assertEqual("GOVERNANCE", head["ObjectLockMode"])
