// The AWS SDK for JavaScript, version 3, with its defaults but for the endpoint; the environment names it as s3.env does.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import * as aws from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const s3 = new aws.S3Client({
  endpoint: process.env.AWS_ENDPOINT_URL,
  region: process.env.AWS_REGION,
  forcePathStyle: true,
  maxAttempts: 1,
});
const PART = 5 * 1024 * 1024;
let buckets = 0;

async function bucket() {
  const name = `js-${process.env.SUITE_RUN}-${++buckets}`;
  await s3.send(new aws.CreateBucketCommand({ Bucket: name }));
  return name;
}

async function put(Bucket, Key, Body, more = {}) {
  return s3.send(new aws.PutObjectCommand({ Bucket, Key, Body, ...more }));
}

async function bytes(Bucket, Key, more = {}) {
  const answer = await s3.send(new aws.GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from(await answer.Body.transformToByteArray());
}

async function refused(status, code, call) {
  await assert.rejects(call, (error) => {
    assert.equal(`${error.$metadata.httpStatusCode} ${error.name}`, `${status} ${code}`);
    return true;
  });
}

test("objects of any size and key are read back", async () => {
  const name = await bucket();
  for (const size of [0, 1, 4096, 4097, 1024 * 1024]) {
    const body = randomBytes(size);
    const answer = await put(name, `größe €+ ${size}`, body, { Metadata: { colour: "blue" }, ContentType: "text/x-test" });
    assert.equal(answer.ETag, `"${createHash("md5").update(body).digest("hex")}"`);
    assert.deepEqual(await bytes(name, `größe €+ ${size}`), body);
  }
  const head = await s3.send(new aws.HeadObjectCommand({ Bucket: name, Key: "größe €+ 1" }));
  assert.deepEqual([head.Metadata.colour, head.ContentType, head.ContentLength], ["blue", "text/x-test", 1]);
});

test("a stream of known length is read back", async () => {
  const name = await bucket();
  const body = randomBytes(200_000);
  await put(name, "stream", Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]), { ContentLength: body.length });
  assert.deepEqual(await bytes(name, "stream"), body);
});

test("checksums of each kind are kept", async () => {
  const name = await bucket();
  for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]) {
    if (algorithm === "CRC64NVME") continue; // needs a native package of the SDK
    await put(name, algorithm, "text", { ChecksumAlgorithm: algorithm });
    const head = await s3.send(new aws.HeadObjectCommand({ Bucket: name, Key: algorithm, ChecksumMode: "ENABLED" }));
    assert.ok(head[`Checksum${algorithm}`], algorithm);
    assert.equal((await bytes(name, algorithm)).toString(), "text");
  }
});

test("a large upload goes in parts and can be ranged over", async () => {
  const name = await bucket();
  const body = randomBytes(3 * PART + 17);
  const upload = new Upload({ client: s3, partSize: PART, queueSize: 3, params: { Bucket: name, Key: "large", Body: Readable.from([body]) } });
  await upload.done();
  assert.deepEqual(await bytes(name, "large"), body);
  assert.deepEqual(await bytes(name, "large", { Range: `bytes=${PART - 5}-${PART + 4}` }), body.subarray(PART - 5, PART + 5));
});

test("errors have their own names", async () => {
  const name = await bucket();
  await refused(404, "NoSuchKey", () => bytes(name, "absent"));
  await refused(404, "NotFound", () => s3.send(new aws.HeadObjectCommand({ Bucket: name, Key: "absent" })));
  await refused(404, "NoSuchBucket", () => bytes(`${name}-absent`, "key"));
  await put(name, "key", "text");
  await refused(409, "BucketNotEmpty", () => s3.send(new aws.DeleteBucketCommand({ Bucket: name })));
  await refused(412, "PreconditionFailed", () => put(name, "key", "other", { IfNoneMatch: "*" }));
  await refused(416, "InvalidRange", () => bytes(name, "key", { Range: "bytes=10-" }));
});

test("listings page and group", async () => {
  const name = await bucket();
  for (const key of ["a/1", "a/2", "b", "c/1", "d"]) await put(name, key, key);
  const keys = [];
  for await (const page of aws.paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket: name })) {
    keys.push(...page.Contents.map((each) => each.Key));
  }
  assert.deepEqual(keys, ["a/1", "a/2", "b", "c/1", "d"]);
  const grouped = await s3.send(new aws.ListObjectsV2Command({ Bucket: name, Delimiter: "/" }));
  assert.deepEqual(grouped.CommonPrefixes.map((each) => each.Prefix), ["a/", "c/"]);
  const deleted = await s3.send(new aws.DeleteObjectsCommand({ Bucket: name, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
  assert.equal(deleted.Deleted.length, 5);
});

test("copies, tags and versions", async () => {
  const name = await bucket();
  await s3.send(new aws.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }));
  const old = await put(name, "key", "old", { Tagging: "age=old" });
  await put(name, "key", "new");
  const copied = await s3.send(
    new aws.CopyObjectCommand({ Bucket: name, Key: "copy", CopySource: `${name}/key?versionId=${old.VersionId}` }),
  );
  assert.equal(copied.CopySourceVersionId, old.VersionId);
  assert.equal((await bytes(name, "copy")).toString(), "old");
  const tags = await s3.send(new aws.GetObjectTaggingCommand({ Bucket: name, Key: "copy" }));
  assert.deepEqual(tags.TagSet, [{ Key: "age", Value: "old" }]);
  const versions = await s3.send(new aws.ListObjectVersionsCommand({ Bucket: name, Prefix: "key" }));
  assert.equal(versions.Versions.length, 2);
});

test("presigned URLs and forms are carried out", async () => {
  const name = await bucket();
  const target = await getSignedUrl(s3, new aws.PutObjectCommand({ Bucket: name, Key: "a key" }), { expiresIn: 60 });
  assert.equal((await fetch(target, { method: "PUT", body: "by url" })).status, 200);
  const source = await getSignedUrl(s3, new aws.GetObjectCommand({ Bucket: name, Key: "a key" }), { expiresIn: 60 });
  assert.equal(await (await fetch(source)).text(), "by url");
  const { url, fields } = await createPresignedPost(s3, {
    Bucket: name,
    Key: "form/${filename}",
    Conditions: [["content-length-range", 0, 1000]],
    Fields: { "x-amz-meta-colour": "blue" },
    Expires: 60,
  });
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", new Blob(["by form"]), "file.txt");
  assert.equal((await fetch(url, { method: "POST", body: form })).status, 204);
  assert.equal((await bytes(name, "form/file.txt")).toString(), "by form");
});
