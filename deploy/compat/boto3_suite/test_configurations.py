"""Websites, access logs and notifications: what a bucket keeps of them."""

import json

from gateway import S3Test, s3


class Configurations(S3Test):
    def test_website(self):
        bucket = self.bucket()
        self.refused(404, "NoSuchWebsiteConfiguration", s3.get_bucket_website, Bucket=bucket)
        site = {
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html"},
            "RoutingRules": [
                {"Condition": {"KeyPrefixEquals": "docs/"}, "Redirect": {"ReplaceKeyPrefixWith": "documents/"}}
            ],
        }
        s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=site)
        got = s3.get_bucket_website(Bucket=bucket)
        self.assertEqual(site, {name: got[name] for name in site})
        s3.delete_bucket_website(Bucket=bucket)
        self.refused(404, "NoSuchWebsiteConfiguration", s3.get_bucket_website, Bucket=bucket)

    def test_website_redirecting_all(self):
        bucket = self.bucket()
        site = {"RedirectAllRequestsTo": {"HostName": "example.org", "Protocol": "https"}}
        s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=site)
        self.assertEqual(site["RedirectAllRequestsTo"], s3.get_bucket_website(Bucket=bucket)["RedirectAllRequestsTo"])

    def test_logging(self):
        bucket, logs = self.bucket(), self.bucket()
        self.assertNotIn("LoggingEnabled", s3.get_bucket_logging(Bucket=bucket))
        enabled = {"TargetBucket": logs, "TargetPrefix": "log/"}
        self.refused(
            400,
            "InvalidTargetBucketForLogging",
            s3.put_bucket_logging,
            Bucket=bucket,
            BucketLoggingStatus={"LoggingEnabled": enabled},
        )
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::" + logs + "/*",
        }
        s3.put_bucket_policy(Bucket=logs, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})
        got = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
        self.assertEqual(enabled, {name: got[name] for name in enabled})
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
        self.assertNotIn("LoggingEnabled", s3.get_bucket_logging(Bucket=bucket))

    def test_notification(self):
        bucket = self.bucket()
        answer = s3.get_bucket_notification_configuration(Bucket=bucket)
        self.assertEqual({"ResponseMetadata"}, set(answer))
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
        with self.assertRaises(s3.exceptions.ClientError) as caught:
            target = {"QueueArn": "arn:cairn:sqs::absent:webhook", "Events": ["s3:ObjectCreated:*"]}
            s3.put_bucket_notification_configuration(
                Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [target]}
            )
        self.assertEqual("InvalidArgument", caught.exception.response["Error"]["Code"])

    def test_replication(self):
        bucket = self.bucket()
        self.refused(404, "ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket=bucket)
