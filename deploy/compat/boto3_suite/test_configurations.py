"""Websites, access logs and notifications: what a bucket keeps of them."""

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

    def test_replication(self):
        bucket = self.bucket()
        self.refused(404, "ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket=bucket)
