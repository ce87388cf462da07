"""Users, roles and temporary credentials: IAM and STS at the endpoint of S3, and what policies then allow."""

import json

import boto3
from botocore.config import Config
from gateway import ENDPOINT, REGION, S3Test, bucket_name, client, s3


def service(name, **keys):
    return boto3.client(
        name,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        config=Config(retries={"max_attempts": 1}),
        **keys,
    )


iam = service("iam")
sts = service("sts")


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource, **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def session(credentials):
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


class IdentityTest(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.open_bucket()

    def user(self, *statements):
        """A user with one policy; its name and the keys of a client of its own."""
        name = f"user-{bucket_name()}"
        arn = iam.create_user(UserName=name)["User"]["Arn"]
        self.addCleanup(self.remove_user, name)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="policy", PolicyDocument=document(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return name, arn, {
            "aws_access_key_id": key["AccessKeyId"],
            "aws_secret_access_key": key["SecretAccessKey"],
        }

    def remove_user(self, name):
        for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
            iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
            iam.delete_user_policy(UserName=name, PolicyName=policy)
        iam.delete_user(UserName=name)

    def role(self, principal, *statements):
        name = f"role-{bucket_name()}"
        trust = document({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName=name)
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=document(*statements))
        self.addCleanup(iam.delete_role_policy, RoleName=name, PolicyName="policy")
        return arn

    def arn(self, key=None):
        return f"arn:aws:s3:::{self.bucket}" + ("" if key is None else f"/{key}")

    def denied(self, call, **parameters):
        self.refused(403, "AccessDenied", call, **parameters)


class Users(IdentityTest):
    def test_without_a_policy_may_nothing(self):
        self.put(self.bucket, "key")
        _, _, keys = self.user()
        self.denied(client(**keys).get_object, Bucket=self.bucket, Key="key")
        self.denied(client(**keys).list_buckets)

    def test_home_folders_by_name(self):
        name, _, keys = self.user(
            allow(["s3:GetObject", "s3:PutObject"], self.arn("home/${aws:username}/*")),
            allow("s3:ListBucket", self.arn(), Condition={"StringLike": {"s3:prefix": "home/${aws:username}/*"}}),
        )
        own = client(**keys)
        own.put_object(Bucket=self.bucket, Key=f"home/{name}/a", Body=b"a")
        self.assertEqual(b"a", own.get_object(Bucket=self.bucket, Key=f"home/{name}/a")["Body"].read())
        listed = own.list_objects_v2(Bucket=self.bucket, Prefix=f"home/{name}/")
        self.assertEqual([f"home/{name}/a"], [each["Key"] for each in listed["Contents"]])
        self.denied(own.put_object, Bucket=self.bucket, Key="home/another/a", Body=b"a")
        self.denied(own.list_objects_v2, Bucket=self.bucket)
        self.denied(own.list_objects_v2, Bucket=self.bucket, Prefix="home/another/")

    def test_explicit_deny_wins(self):
        self.put(self.bucket, "open")
        self.put(self.bucket, "secret")
        _, _, keys = self.user(allow("s3:*", "*"), deny("s3:GetObject", self.arn("secret")))
        self.assertEqual(200, client(**keys).get_object(Bucket=self.bucket, Key="open")["ResponseMetadata"]["HTTPStatusCode"])
        self.denied(client(**keys).get_object, Bucket=self.bucket, Key="secret")

    def test_conditions(self):
        s3.put_object(Bucket=self.bucket, Key="public", Body=b"x", Tagging="kind=public")
        s3.put_object(Bucket=self.bucket, Key="private", Body=b"x", Tagging="kind=private")
        _, _, keys = self.user(
            allow("s3:GetObject", self.arn("*"), Condition={"StringEquals": {"s3:ExistingObjectTag/kind": "public"}}),
            allow("s3:PutObject", self.arn("*"), Condition={"NotIpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}}),
            allow("s3:DeleteObject", self.arn("public"), Condition={"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}}),
            allow("s3:DeleteObject", self.arn("private"), Condition={"Bool": {
                "aws:SecureTransport": "false" if ENDPOINT.startswith("https") else "true"}}),
        )
        own = client(**keys)
        self.assertEqual(b"x", own.get_object(Bucket=self.bucket, Key="public")["Body"].read())
        self.denied(own.get_object, Bucket=self.bucket, Key="private")
        self.denied(own.put_object, Bucket=self.bucket, Key="new", Body=b"x")
        self.denied(own.delete_object, Bucket=self.bucket, Key="private")
        own.delete_object(Bucket=self.bucket, Key="public")

    def test_deleted_key(self):
        name, _, keys = self.user(allow("s3:*", "*"))
        client(**keys).list_buckets()
        iam.delete_access_key(UserName=name, AccessKeyId=keys["aws_access_key_id"])
        self.refused(403, "InvalidAccessKeyId", client(**keys).list_buckets)
        self.refused(403, "InvalidClientTokenId", service("sts", **keys).get_caller_identity)

    def test_may_not_give_itself_more(self):
        name, _, keys = self.user(allow("s3:GetObject", "*"))
        self.refused(403, "AccessDenied", service("iam", **keys).put_user_policy, UserName=name, PolicyName="more", PolicyDocument=document(allow("*", "*")))

    def test_malformed_policy(self):
        name, _, _ = self.user()
        self.refused(400, "MalformedPolicyDocument", iam.put_user_policy, UserName=name, PolicyName="p", PolicyDocument='{"Statement":1}')
        with self.assertRaises(iam.exceptions.NoSuchEntityException):
            iam.get_user(UserName="nobody-of-this-name")
        with self.assertRaises(iam.exceptions.EntityAlreadyExistsException):
            iam.create_user(UserName=name)


class Sessions(IdentityTest):
    def test_caller_identity(self):
        name, arn, keys = self.user()
        told = service("sts", **keys).get_caller_identity()
        self.assertEqual(arn, told["Arn"])
        self.assertEqual(sts.get_caller_identity()["Account"], told["Account"])
        self.assertEqual(iam.get_user(UserName=name)["User"]["UserId"], told["UserId"])

    def test_session_token_is_the_user(self):
        self.put(self.bucket, "key")
        _, arn, keys = self.user(allow("s3:GetObject", self.arn("*")))
        credentials = service("sts", **keys).get_session_token(DurationSeconds=900)["Credentials"]
        temporary = session(credentials)
        client(**temporary).get_object(Bucket=self.bucket, Key="key")
        self.denied(client(**temporary).delete_object, Bucket=self.bucket, Key="key")
        self.assertEqual(arn, service("sts", **temporary).get_caller_identity()["Arn"])
        self.refused(403, "AccessDenied", service("sts", **temporary).get_session_token)
        without = {name: value for name, value in temporary.items() if name != "aws_session_token"}
        self.refused(403, "InvalidAccessKeyId", client(**without).get_object, Bucket=self.bucket, Key="key")
        self.refused(400, "InvalidToken", client(**{**temporary, "aws_session_token": "none"}).get_object, Bucket=self.bucket, Key="key")

    def test_role_and_session_policy_intersect(self):
        for key in ("a", "b"):
            self.put(self.bucket, key)
        _, user, keys = self.user(allow("sts:AssumeRole", "*"))
        role = self.role(user, allow("s3:GetObject", self.arn("*")))
        own = service("sts", **keys)
        whole = own.assume_role(RoleArn=role, RoleSessionName="whole")
        self.assertTrue(whole["AssumedRoleUser"]["Arn"].endswith("/whole"))
        everything = client(**session(whole["Credentials"]))
        everything.get_object(Bucket=self.bucket, Key="b")
        self.denied(everything.delete_object, Bucket=self.bucket, Key="b")
        narrowed = own.assume_role(
            RoleArn=role, RoleSessionName="narrow", Policy=document(allow("s3:*", self.arn("a")))
        )
        narrow = client(**session(narrowed["Credentials"]))
        narrow.get_object(Bucket=self.bucket, Key="a")
        self.denied(narrow.get_object, Bucket=self.bucket, Key="b")
        self.denied(narrow.delete_object, Bucket=self.bucket, Key="a")

    def test_role_that_trusts_others(self):
        _, _, keys = self.user(allow("sts:AssumeRole", "*"))
        _, other, _ = self.user()
        role = self.role(other, allow("s3:*", "*"))
        self.denied(service("sts", **keys).assume_role, RoleArn=role, RoleSessionName="session")
        self.denied(sts.assume_role, RoleArn=role, RoleSessionName="root")
