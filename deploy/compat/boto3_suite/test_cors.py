"""What browsers are told."""

from gateway import ENDPOINT, S3Test, fetch, s3


def rule(methods, origins, **more):
    return {"AllowedMethods": methods, "AllowedOrigins": origins, **more}


class Cors(S3Test):
    def configured(self, *rules):
        bucket = self.open_bucket()
        s3.put_object(Bucket=bucket, Key="key", Body=b"text", ACL="public-read")
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": list(rules)})
        return bucket

    def test_read_back(self):
        bucket = self.bucket()
        self.refused(404, "NoSuchCORSConfiguration", s3.get_bucket_cors, Bucket=bucket)
        rules = [rule(["GET", "PUT"], ["*.get", "*.put"])]
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
        self.assertEqual(rules, s3.get_bucket_cors(Bucket=bucket)["CORSRules"])
        s3.delete_bucket_cors(Bucket=bucket)
        self.refused(404, "NoSuchCORSConfiguration", s3.get_bucket_cors, Bucket=bucket)

    def asked(self, bucket, origin, method="GET", send="GET"):
        headers = {"Origin": origin} if send != "OPTIONS" else {"Origin": origin, "Access-Control-Request-Method": method}
        status, answer, _ = fetch(f"{ENDPOINT}/{bucket}/key", send, headers=headers)
        answer = {name.lower(): value for name, value in answer.items()}
        return status, answer.get("access-control-allow-origin"), answer.get("access-control-allow-methods")

    def test_origins(self):
        bucket = self.configured(
            rule(["GET"], ["*suffix"]), rule(["GET"], ["start*end"]), rule(["GET"], ["prefix*"]), rule(["PUT"], ["*.put"])
        )
        for origin in ("foo.suffix", "startend", "start1end", "prefix", "prefix.suffix"):
            self.assertEqual((200, origin, "GET"), self.asked(bucket, origin))
            self.assertEqual((200, origin, "GET"), self.asked(bucket, origin, send="OPTIONS"))
        for origin in ("foo.bar", "0start12end", "suffix.get"):
            self.assertEqual((200, None, None), self.asked(bucket, origin))
            self.assertEqual(403, self.asked(bucket, origin, send="OPTIONS")[0])
        self.assertEqual(403, self.asked(bucket, "foo.put", "GET", "OPTIONS")[0])
        self.assertEqual((200, "foo.put", "PUT"), self.asked(bucket, "foo.put", "PUT", "OPTIONS"))

    def test_wildcard(self):
        bucket = self.configured(rule(["GET"], ["*"]))
        self.assertEqual((200, None, None), self.asked(bucket, ""))
        self.assertEqual((200, "*", "GET"), self.asked(bucket, "example.origin"))

    def test_preflight_without_method(self):
        bucket = self.configured(rule(["GET"], ["*"]))
        self.assertEqual(400, fetch(f"{ENDPOINT}/{bucket}/key", "OPTIONS", headers={"Origin": "a"})[0])
        self.assertEqual(400, fetch(f"{ENDPOINT}/{bucket}/key", "OPTIONS")[0])

    def test_headers(self):
        bucket = self.configured(rule(["GET"], ["*"], AllowedHeaders=["x-amz-meta-*"], ExposeHeaders=["x-amz-meta-header1"]))
        asked = {"Origin": "a.example", "Access-Control-Request-Method": "GET"}
        ok = fetch(f"{ENDPOINT}/{bucket}/key", "OPTIONS", headers={**asked, "Access-Control-Request-Headers": "x-amz-meta-a"})
        bad = fetch(f"{ENDPOINT}/{bucket}/key", "OPTIONS", headers={**asked, "Access-Control-Request-Headers": "x-own"})
        self.assertEqual((200, 403), (ok[0], bad[0]))
