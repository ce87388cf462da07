"""Everyday jobs of boto3 against a running Cairn; the environment names endpoint and keys as s3.env does."""

import hashlib
import io
import os
import sys
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

bucket, scratch = sys.argv[1], sys.argv[2]


def client(**options):
    return boto3.client(
        "s3",
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        region_name=os.environ["AWS_REGION"],
        config=Config(signature_version="s3v4", retries={"max_attempts": 1}, **options),
    )


def expect(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        assert got == code, f"expected {code}, not {got}"
        return
    raise AssertionError(f"expected {code}, but the call succeeded")


s3 = client(s3={"addressing_style": "path"})
print("boto3", boto3.__version__)
s3.create_bucket(Bucket=bucket)
assert bucket in [b["Name"] for b in s3.list_buckets()["Buckets"]]

for size in (0, 1, 4096, 4097, 65519, 65520, 65521, 1048576, 5242879):
    body = os.urandom(size)
    etag = s3.put_object(Bucket=bucket, Key=f"size/{size}", Body=body, Metadata={"size": str(size)})["ETag"]
    assert etag == f'"{hashlib.md5(body).hexdigest()}"', etag
    answer = s3.get_object(Bucket=bucket, Key=f"size/{size}")
    assert answer["Body"].read() == body and answer["Metadata"] == {"size": str(size)}, size

body = os.urandom(17 * 1024 * 1024 + 3)
s3.upload_fileobj(
    io.BytesIO(body), bucket, "multipart", Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
)
back = io.BytesIO()
s3.download_fileobj(bucket, "multipart", back, Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
assert back.getvalue() == body
assert s3.head_object(Bucket=bucket, Key="multipart")["ETag"].endswith('-4"')
assert s3.get_object(Bucket=bucket, Key="multipart", Range="bytes=-7")["Body"].read() == body[-7:]
expect("InvalidRange", s3.get_object, Bucket=bucket, Key="multipart", Range=f"bytes={len(body)}-")
expect("NoSuchKey", s3.get_object, Bucket=bucket, Key="absent")
expect("NoSuchBucket", s3.list_objects_v2, Bucket=bucket + "-absent")
expect("BucketNotEmpty", s3.delete_bucket, Bucket=bucket)
expect("BadDigest", s3.put_object, Bucket=bucket, Key="wrong", Body=b"abc", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
expect("NoSuchKey", s3.get_object, Bucket=bucket, Key="wrong")

pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="size/", PaginationConfig={"PageSize": 2}))
keys = [o["Key"] for page in pages for o in page.get("Contents", [])]
assert len(keys) == 9 and keys == sorted(keys), keys

url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "presigned"}, ExpiresIn=60)
urllib.request.urlopen(urllib.request.Request(url, data=b"by url", method="PUT"), timeout=30).read()
url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "presigned"}, ExpiresIn=60)
assert urllib.request.urlopen(url, timeout=30).read() == b"by url"
try:
    urllib.request.urlopen(url[:-1] + ("0" if url[-1] != "0" else "1"), timeout=30)  # the signature comes last
    raise AssertionError("a tampered signature was accepted")
except urllib.error.HTTPError as error:
    assert error.code == 403, error.code

for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": o["Key"]} for o in page["Contents"]]})
s3.delete_bucket(Bucket=bucket)
