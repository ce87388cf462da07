"""The gateway under test, as boto3 sees it; the environment names endpoint and keys as s3.env does."""

import itertools
import os
import unittest
import urllib.error
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
REGION = os.environ["AWS_REGION"]
RUN = os.environ.get("SUITE_RUN", f"b3-{os.getpid()}")
PART = 5 * 1024 * 1024

_numbers = itertools.count(1)


def client(signed=True, service="s3", **keys):
    """A client without retries, so that a test sees what the gateway answered."""
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        config=Config(
            signature_version="s3v4" if signed else UNSIGNED,
            retries={"max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
        **keys,
    )


s3 = client()
anonymous = client(signed=False)


def bucket_name():
    return f"{RUN}-{next(_numbers)}"


def code_of(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]


def with_headers(operation, headers, call):
    """Makes a call with headers that this boto3 has no parameter for, signed like its own."""

    def add(params, **_):
        params["headers"].update(headers)

    event = f"before-call.s3.{operation}"
    s3.meta.events.register(event, add)
    try:
        return call()
    finally:
        s3.meta.events.unregister(event, add)


def fetch(url, method="GET", data=None, headers=None):
    """An HTTP request as it is; an error's status is an answer like any other."""
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


class S3Test(unittest.TestCase):
    """A test with buckets of its own."""

    maxDiff = None

    def bucket(self, versioned=False, **parameters):
        name = bucket_name()
        s3.create_bucket(Bucket=name, **parameters)
        if versioned:
            self.versioning(name, "Enabled")
        return name

    def open_bucket(self):
        """A bucket where access control lists count and nothing blocks the public."""
        name = self.bucket(ObjectOwnership="ObjectWriter")
        s3.delete_public_access_block(Bucket=name)
        return name

    def versioning(self, name, status):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})

    def put(self, bucket, *keys, body=None):
        for key in keys:
            s3.put_object(Bucket=bucket, Key=key, Body=key if body is None else body)

    def read(self, bucket, key, **parameters):
        return s3.get_object(Bucket=bucket, Key=key, **parameters)["Body"].read()

    def keys(self, bucket, **parameters):
        return [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, **parameters).get("Contents", [])]

    def refused(self, status, code, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        self.assertEqual((status, code), code_of(caught.exception), caught.exception)
        return caught.exception.response

    def upload(self, bucket, key, *parts, **parameters):
        """Makes an object of parts."""
        upload = s3.create_multipart_upload(Bucket=bucket, Key=key, **parameters)["UploadId"]
        sent = [self.part(bucket, key, upload, number, body) for number, body in enumerate(parts, 1)]
        return self.complete(bucket, key, upload, sent)

    def part(self, bucket, key, upload, number, body, **parameters):
        answer = s3.upload_part(
            Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=body, **parameters
        )
        return {"PartNumber": number, "ETag": answer["ETag"]}

    def complete(self, bucket, key, upload, parts):
        return s3.complete_multipart_upload(
            Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
        )
