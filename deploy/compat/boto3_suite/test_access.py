"""Bucket policies, access control lists, and what the public may see."""

import json
import os
import unittest

from gateway import ENDPOINT, S3Test, anonymous, client, fetch, s3

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
SIGNED_IN = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

other = (
    client(
        aws_access_key_id=os.environ["OTHER_ACCESS_KEY_ID"],
        aws_secret_access_key=os.environ["OTHER_SECRET_ACCESS_KEY"],
    )
    if "OTHER_ACCESS_KEY_ID" in os.environ
    else None
)


def policy(action, *resources, effect="Allow", principal="*", **more):
    statement = {
        "Effect": effect,
        "Principal": principal,
        "Action": action,
        "Resource": [f"arn:aws:s3:::{each}" for each in resources],
        **more,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Access(S3Test):
    def status(self, path, method="GET", data=None):
        return fetch(f"{ENDPOINT}/{path}", method, data)[0]


class Policies(Access):
    def test_life(self):
        bucket = self.open_bucket()
        self.put(bucket, "key")
        document = policy("s3:ListBucket", bucket)
        s3.put_bucket_policy(Bucket=bucket, Policy=document)
        self.assertEqual(json.loads(document), json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]))
        self.assertEqual(200, self.status(bucket))
        self.assertEqual(403, self.status(f"{bucket}/key"))
        self.assertEqual(1, len(anonymous.list_objects_v2(Bucket=bucket)["Contents"]))
        s3.delete_bucket_policy(Bucket=bucket)
        self.assertEqual(403, self.status(bucket))
        self.refused(404, "NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=bucket)

    def test_public_status(self):
        bucket = self.open_bucket()
        for is_public, document in (
            (True, policy("s3:ListBucket", bucket)),
            (False, policy("s3:ListBucket", bucket, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/32"}})),
        ):
            s3.put_bucket_policy(Bucket=bucket, Policy=document)
            self.assertEqual(is_public, s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"])

    def test_writes(self):
        bucket = self.open_bucket()
        s3.put_bucket_policy(Bucket=bucket, Policy=policy("s3:PutObject", f"{bucket}/*"))
        self.assertEqual(200, self.status(f"{bucket}/key", "PUT", b"text"))
        self.assertEqual(403, self.status(f"{bucket}/key"))
        self.assertEqual(403, self.status(f"{bucket}/key", "DELETE"))

    def test_wildcards(self):
        bucket = self.open_bucket()
        self.put(bucket, "a/b/c", "a-b")
        s3.put_bucket_policy(Bucket=bucket, Policy=policy("s3:Get*", f"{bucket}/a/*/?"))
        self.assertEqual(200, self.status(f"{bucket}/a/b/c"))
        self.assertEqual(403, self.status(f"{bucket}/a-b"))

    def test_existing_tags(self):
        bucket = self.open_bucket()
        self.put(bucket, "public", "private")
        for key in ("public", "private"):
            tags = {"TagSet": [{"Key": "security", "Value": key}]}
            s3.put_object_tagging(Bucket=bucket, Key=key, Tagging=tags)
        condition = {"StringEquals": {"s3:ExistingObjectTag/security": "public"}}
        s3.put_bucket_policy(Bucket=bucket, Policy=policy("s3:GetObject", f"{bucket}/*", Condition=condition))
        self.assertEqual((200, 403), (self.status(f"{bucket}/public"), self.status(f"{bucket}/private")))

    def test_malformed(self):
        bucket = self.open_bucket()
        for document in ("{}", "[]", "", "text", policy("s3:NoSuchThing", f"{bucket}/*"), policy("s3:GetObject", "x/*")):
            with self.assertRaises(s3.exceptions.ClientError) as caught:
                s3.put_bucket_policy(Bucket=bucket, Policy=document)
            self.assertEqual(400, caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], document)

    def test_too_large(self):
        bucket = self.open_bucket()
        document = policy("s3:GetObject", f"{bucket}/*", Sid="x" * 21_000)
        with self.assertRaises(s3.exceptions.ClientError) as caught:
            s3.put_bucket_policy(Bucket=bucket, Policy=document)
        self.assertEqual(400, caught.exception.response["ResponseMetadata"]["HTTPStatusCode"])

    @unittest.skipIf(other is None, "no second tenant's key is given")
    def test_another_account(self):
        bucket = self.open_bucket()
        self.put(bucket, "key")
        self.refused(403, "AccessDenied", other.get_object, Bucket=bucket, Key="key")
        s3.put_bucket_policy(Bucket=bucket, Policy=policy("s3:GetObject", f"{bucket}/*", principal={"AWS": "*"}))
        self.assertEqual(b"key", other.get_object(Bucket=bucket, Key="key")["Body"].read())
        s3.put_bucket_policy(Bucket=bucket, Policy=policy("s3:GetObject", f"{bucket}/*", effect="Deny"))
        self.refused(403, "AccessDenied", other.get_object, Bucket=bucket, Key="key")
        self.refused(403, "AccessDenied", s3.get_object, Bucket=bucket, Key="key")


class Lists(Access):
    def grants(self, answer):
        return sorted((each["Grantee"].get("URI", "owner"), each["Permission"]) for each in answer["Grants"])

    def test_canned_of_buckets(self):
        bucket = self.open_bucket()
        own = ("owner", "FULL_CONTROL")
        for canned, grants in (
            ("private", [own]),
            ("public-read", [(EVERYBODY, "READ"), own]),
            ("public-read-write", [(EVERYBODY, "READ"), (EVERYBODY, "WRITE"), own]),
            ("authenticated-read", [(SIGNED_IN, "READ"), own]),
        ):
            s3.put_bucket_acl(Bucket=bucket, ACL=canned)
            self.assertEqual(grants, self.grants(s3.get_bucket_acl(Bucket=bucket)))

    def test_canned_of_objects(self):
        bucket = self.open_bucket()
        for canned, status in (("public-read", 200), ("private", 403), ("authenticated-read", 403)):
            s3.put_object(Bucket=bucket, Key="key", Body=b"text", ACL=canned)
            self.assertEqual(status, self.status(f"{bucket}/key"), canned)
            s3.put_object_acl(Bucket=bucket, Key="key", ACL=canned)
            self.assertEqual(status, self.status(f"{bucket}/key"), canned)

    def test_public_write(self):
        bucket = self.open_bucket()
        s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
        self.assertEqual(200, self.status(f"{bucket}/key", "PUT", b"text"))
        self.assertEqual(204, self.status(f"{bucket}/key", "DELETE"))

    def test_of_versions(self):
        bucket = self.open_bucket()
        self.versioning(bucket, "Enabled")
        old = s3.put_object(Bucket=bucket, Key="key", Body=b"old")["VersionId"]
        self.put(bucket, "key")
        s3.put_object_acl(Bucket=bucket, Key="key", VersionId=old, ACL="public-read")
        self.assertEqual(2, len(s3.get_object_acl(Bucket=bucket, Key="key", VersionId=old)["Grants"]))
        self.assertEqual(1, len(s3.get_object_acl(Bucket=bucket, Key="key")["Grants"]))

    def test_bad(self):
        bucket = self.open_bucket()
        self.put(bucket, "key")
        self.refused(400, "InvalidArgument", s3.put_object_acl, Bucket=bucket, Key="key", ACL="public-ready")
        owner = s3.get_bucket_acl(Bucket=bucket)["Owner"]
        grant = {"Grantee": {"Type": "CanonicalUser", "ID": "no-such-user"}, "Permission": "READ"}
        lists = {"Owner": owner, "Grants": [grant]}
        self.refused(400, "InvalidArgument", s3.put_bucket_acl, Bucket=bucket, AccessControlPolicy=lists)
        mail = {"Grantee": {"Type": "AmazonCustomerByEmail", "EmailAddress": "nobody@example.org"}, "Permission": "READ"}
        lists = {"Owner": owner, "Grants": [mail]}
        self.refused(400, "UnresolvableGrantByEmailAddress", s3.put_bucket_acl, Bucket=bucket, AccessControlPolicy=lists)

    def test_block(self):
        bucket = self.open_bucket()
        block = {"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
        self.assertEqual(block, s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"])
        self.refused(403, "AccessDenied", s3.put_bucket_acl, Bucket=bucket, ACL="public-read")
        self.refused(403, "AccessDenied", s3.put_object, Bucket=bucket, Key="key", Body=b"", ACL="public-read")
        self.refused(403, "AccessDenied", s3.put_bucket_policy, Bucket=bucket, Policy=policy("s3:GetObject", f"{bucket}/*"))

    def test_ignoring(self):
        bucket = self.open_bucket()
        s3.put_object(Bucket=bucket, Key="key", Body=b"text", ACL="public-read")
        self.assertEqual(200, self.status(f"{bucket}/key"))
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"IgnorePublicAcls": True})
        self.assertEqual(403, self.status(f"{bucket}/key"))

    def test_owner_enforced(self):
        bucket = self.bucket(ObjectOwnership="BucketOwnerEnforced")
        self.refused(400, "AccessControlListNotSupported", s3.put_bucket_acl, Bucket=bucket, ACL="public-read")
        self.refused(
            400, "AccessControlListNotSupported", s3.put_object, Bucket=bucket, Key="key", Body=b"", ACL="public-read"
        )

    @unittest.skipIf(other is None, "no second tenant's key is given")
    def test_grants_to_another(self):
        bucket = self.open_bucket()
        self.put(bucket, "key")
        identity = other.list_buckets()["Owner"]["ID"]
        s3.put_object_acl(Bucket=bucket, Key="key", GrantRead=f"id={identity}")
        self.assertEqual(b"key", other.get_object(Bucket=bucket, Key="key")["Body"].read())
        self.refused(403, "AccessDenied", other.put_object, Bucket=bucket, Key="key", Body=b"")
        s3.put_bucket_acl(Bucket=bucket, GrantFullControl=f"id={identity}")
        other.put_object(Bucket=bucket, Key="theirs", Body=b"theirs")
        self.assertEqual(identity, other.get_object_acl(Bucket=bucket, Key="theirs")["Owner"]["ID"])
        self.refused(403, "AccessDenied", s3.get_object, Bucket=bucket, Key="theirs")
