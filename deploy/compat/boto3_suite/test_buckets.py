"""Buckets: names, life and lists."""

from gateway import REGION, S3Test, anonymous, bucket_name, fetch, s3, ENDPOINT, with_headers


class Buckets(S3Test):
    def test_names(self):
        for name in ("a1b", "with.dots", "with-dash", "9starts", "x" * 63):
            name = name if len(name) == 63 else f"{bucket_name()}{name}"
            s3.create_bucket(Bucket=name)
            s3.delete_bucket(Bucket=name)

    def test_bad_names(self):
        name = "bad"

        def renamed(params, **_):
            params["url"] = params["url"].replace("/placeholder", "/" + name)
            params["url_path"] = params["url_path"].replace("/placeholder", "/" + name)

        s3.meta.events.register("before-call.s3.CreateBucket", renamed)
        try:
            for name in ("ab", "x" * 64, "Upper", "under_score", "a..b", "-a1", "a1-", "a.-b", "192.168.5.123", ".abc"):
                response = self.refused(400, "InvalidBucketName", s3.create_bucket, Bucket="placeholder")
                self.assertIn("Message", response["Error"], name)
        finally:
            s3.meta.events.unregister("before-call.s3.CreateBucket", renamed)

    def test_again(self):
        bucket = self.bucket()
        try:
            s3.create_bucket(Bucket=bucket)
        except s3.exceptions.BucketAlreadyOwnedByYou:
            self.assertNotEqual("us-east-1", REGION)

    def test_absent(self):
        name = bucket_name()
        self.refused(404, "NoSuchBucket", s3.list_objects, Bucket=name)
        self.refused(404, "NoSuchBucket", s3.list_objects_v2, Bucket=name)
        self.refused(404, "NoSuchBucket", s3.delete_bucket, Bucket=name)
        self.refused(404, "NoSuchBucket", s3.put_object, Bucket=name, Key="key", Body=b"")
        self.refused(404, "404", s3.head_bucket, Bucket=name)

    def test_anonymous(self):
        bucket = self.bucket()
        self.refused(403, "AccessDenied", anonymous.list_objects, Bucket=bucket)
        self.refused(403, "AccessDenied", anonymous.list_buckets)
        self.refused(403, "403", anonymous.head_bucket, Bucket=bucket)

    def test_delete(self):
        bucket = self.bucket()
        self.put(bucket, "key")
        self.refused(409, "BucketNotEmpty", s3.delete_bucket, Bucket=bucket)
        s3.delete_object(Bucket=bucket, Key="key")
        self.assertEqual(204, s3.delete_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"])

    def test_delete_with_upload_under_way(self):
        bucket = self.bucket()
        s3.create_multipart_upload(Bucket=bucket, Key="key")
        s3.delete_bucket(Bucket=bucket)

    def test_list_has_many(self):
        made = {self.bucket() for _ in range(5)}
        listed = [each["Name"] for each in s3.list_buckets()["Buckets"]]
        self.assertLessEqual(made, set(listed))
        self.assertEqual(sorted(listed), listed)

    def test_location(self):
        self.assertIsNone(s3.get_bucket_location(Bucket=self.bucket()).get("LocationConstraint"))
        self.refused(
            400,
            "InvalidLocationConstraint",
            s3.create_bucket,
            Bucket=bucket_name(),
            CreateBucketConfiguration={"LocationConstraint": "nowhere"},
        )

    def test_expected_owner(self):
        bucket = self.bucket()
        self.refused(403, "AccessDenied", s3.list_objects_v2, Bucket=bucket, ExpectedBucketOwner="000000000000")

    def test_ownership(self):
        bucket = self.bucket()
        for rule in ("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"):
            s3.put_bucket_ownership_controls(
                Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": rule}]}
            )
            controls = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
            self.assertEqual([{"ObjectOwnership": rule}], controls["Rules"])
        s3.delete_bucket_ownership_controls(Bucket=bucket)
        self.refused(404, "OwnershipControlsNotFoundError", s3.get_bucket_ownership_controls, Bucket=bucket)

    def test_tagging(self):
        bucket = self.bucket()
        self.refused(404, "NoSuchTagSet", s3.get_bucket_tagging, Bucket=bucket)
        tags = [{"Key": "Hello", "Value": "World"}, {"Key": "größe", "Value": ""}]
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
        got = s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
        self.assertEqual(sorted(tags, key=str), sorted(got, key=str))
        s3.delete_bucket_tagging(Bucket=bucket)
        self.refused(404, "NoSuchTagSet", s3.get_bucket_tagging, Bucket=bucket)

    def test_request_payment_and_acceleration(self):
        bucket = self.bucket()
        self.assertEqual("BucketOwner", s3.get_bucket_request_payment(Bucket=bucket)["Payer"])
        self.assertNotIn("Status", s3.get_bucket_accelerate_configuration(Bucket=bucket))

    def test_policy_status_of_none(self):
        bucket = self.bucket()
        self.refused(404, "NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=bucket)

    def test_unknown_subresource(self):
        bucket = self.bucket()
        self.put(bucket, "key")
        status, _, _ = fetch(f"{ENDPOINT}/{bucket}?x-own=1")
        self.assertEqual(403, status)

    def test_force_delete_header_is_ignored(self):
        bucket = self.bucket()
        self.put(bucket, "key")
        self.refused(
            409,
            "BucketNotEmpty",
            lambda: with_headers("DeleteBucket", {"x-own-force": "1"}, lambda: s3.delete_bucket(Bucket=bucket)),
        )
