"""Listings, with each parameter alone and together."""

import base64

from gateway import S3Test, anonymous, s3


def prefixes(answer):
    return [each["Prefix"] for each in answer.get("CommonPrefixes", [])]


def contents(answer):
    return [each["Key"] for each in answer.get("Contents", [])]


class Listing(S3Test):
    def both(self, bucket, keys, groups, **parameters):
        for call in (s3.list_objects, s3.list_objects_v2):
            answer = call(Bucket=bucket, **parameters)
            self.assertEqual((keys, groups), (contents(answer), prefixes(answer)), call)
            self.assertFalse(answer["IsTruncated"])

    def filled(self, *keys):
        bucket = self.bucket()
        self.put(bucket, *keys)
        return bucket

    def test_empty(self):
        self.both(self.bucket(), [], [])

    def test_delimiters(self):
        bucket = self.filled("foo/bar", "foo/bar/xyzzy", "quux/thud", "asdf")
        self.both(bucket, ["asdf"], ["foo/", "quux/"], Delimiter="/")
        self.both(self.filled("bar", "baz", "cab", "foo"), ["foo"], ["ba", "ca"], Delimiter="a")
        self.both(self.filled("b%ar", "b%az", "c%ab", "foo"), ["foo"], ["b%", "c%"], Delimiter="%")
        self.both(self.filled("b ar", "b az", "c ab", "foo"), ["foo"], ["b ", "c "], Delimiter=" ")
        self.both(self.filled("b.ar", "b.az", "c.ab", "foo"), ["foo"], ["b.", "c."], Delimiter=".")
        self.both(self.filled("bar", "foo"), ["bar", "foo"], [], Delimiter="\x0a")
        self.both(self.filled("bar", "foo"), ["bar", "foo"], [], Delimiter="")
        self.both(self.filled("0/", "0/1", "0/2"), [], ["0/"], Delimiter="/")

    def test_prefixes(self):
        bucket = self.filled("foo/bar", "foo/baz", "quux", "_bla/1", "_bla/2", "bar")
        self.both(bucket, ["foo/bar", "foo/baz"], [], Prefix="foo/")
        self.both(bucket, ["bar"], [], Prefix="ba")
        self.both(bucket, [], [], Prefix="d")
        self.both(bucket, ["_bla/1", "_bla/2"], [], Prefix="_bla/")
        self.both(bucket, [], [], Prefix="\x0a")
        self.both(bucket, ["_bla/1", "_bla/2", "bar", "foo/bar", "foo/baz", "quux"], [], Prefix="")
        self.both(bucket, ["bar", "quux"], ["_bla/", "foo/"], Delimiter="/")
        self.both(bucket, ["foo/bar", "foo/baz"], [], Prefix="foo/", Delimiter="/")
        self.both(bucket, [], [], Prefix="/", Delimiter="/")
        self.both(bucket, ["foo/bar"], [], Prefix="foo/bar", Delimiter="/")

    def test_prefix_and_delimiter_over_pages(self):
        bucket = self.filled("asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla")
        steps = [
            (1, "", True, ["asdf"], [], "asdf"),
            (1, "asdf", True, [], ["boo/"], "boo/"),
            (1, "boo/", False, [], ["cquux/"], None),
            (2, "", True, ["asdf"], ["boo/"], "boo/"),
            (2, "boo/", False, [], ["cquux/"], None),
        ]
        for limit, marker, truncated, keys, groups, following in steps:
            answer = s3.list_objects(Bucket=bucket, Delimiter="/", Marker=marker, MaxKeys=limit)
            self.assertEqual((truncated, keys, groups), (answer["IsTruncated"], contents(answer), prefixes(answer)))
            self.assertEqual(following, answer.get("NextMarker"))
        seen, token = [], {}
        while token is not None:
            answer = s3.list_objects_v2(Bucket=bucket, Delimiter="/", MaxKeys=1, **token)
            seen += contents(answer) + prefixes(answer)
            self.assertEqual(1, answer["KeyCount"])
            token = {"ContinuationToken": answer["NextContinuationToken"]} if answer["IsTruncated"] else None
        self.assertEqual(["asdf", "boo/", "cquux/"], seen)

    def test_groups_within_a_prefix_over_pages(self):
        bucket = self.filled("asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla")
        answer = s3.list_objects(Bucket=bucket, Delimiter="/", Prefix="boo/", MaxKeys=1)
        self.assertEqual((True, ["boo/bar"], "boo/bar"), (answer["IsTruncated"], contents(answer), answer["NextMarker"]))
        answer = s3.list_objects(Bucket=bucket, Delimiter="/", Prefix="boo/", MaxKeys=1, Marker="boo/bar")
        self.assertEqual((False, ["boo/baz/"]), (answer["IsTruncated"], prefixes(answer)))

    def test_max_keys(self):
        bucket = self.filled("bar", "baz", "foo", "quxx")
        answer = s3.list_objects(Bucket=bucket, MaxKeys=1)
        self.assertEqual((True, ["bar"]), (answer["IsTruncated"], contents(answer)))
        answer = s3.list_objects(Bucket=bucket, Marker="bar")
        self.assertEqual((False, ["baz", "foo", "quxx"]), (answer["IsTruncated"], contents(answer)))
        answer = s3.list_objects(Bucket=bucket, MaxKeys=0)
        self.assertEqual((False, []), (answer["IsTruncated"], contents(answer)))
        self.assertEqual(1000, s3.list_objects(Bucket=bucket)["MaxKeys"])

    def test_markers(self):
        bucket = self.filled("bar", "baz", "foo", "quxx")
        for marker, keys in (("", 4), ("\x0a", 4), ("blah", 2), ("zzz", 0)):
            answer = s3.list_objects(Bucket=bucket, Marker=marker)
            self.assertEqual((marker, keys), (answer["Marker"], len(contents(answer))))
            answer = s3.list_objects_v2(Bucket=bucket, StartAfter=marker)
            self.assertEqual(keys, len(contents(answer)))

    def test_continuation(self):
        bucket = self.filled("bar", "baz", "foo", "quxx")
        first = s3.list_objects_v2(Bucket=bucket, StartAfter="bar", MaxKeys=1)
        self.assertEqual((["baz"], "bar"), (contents(first), first["StartAfter"]))
        token = first["NextContinuationToken"]
        rest = s3.list_objects_v2(Bucket=bucket, StartAfter="bar", ContinuationToken=token)
        self.assertEqual((["foo", "quxx"], token), (contents(rest), rest["ContinuationToken"]))
        # An empty one is none.
        self.assertEqual(
            [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]],
            [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket, ContinuationToken="")["Contents"]],
        )

    def test_owner(self):
        bucket = self.filled("foo")
        self.assertNotIn("Owner", s3.list_objects_v2(Bucket=bucket)["Contents"][0])
        self.assertIn("Owner", s3.list_objects_v2(Bucket=bucket, FetchOwner=True)["Contents"][0])
        self.assertIn("Owner", s3.list_objects(Bucket=bucket)["Contents"][0])

    def test_what_a_listing_tells_is_what_head_tells(self):
        bucket = self.filled("bar", "baz", "foo")
        for each in s3.list_objects_v2(Bucket=bucket)["Contents"]:
            head = s3.head_object(Bucket=bucket, Key=each["Key"])
            self.assertEqual((head["ETag"], head["ContentLength"]), (each["ETag"], each["Size"]))
            self.assertEqual(head["LastModified"], each["LastModified"].replace(microsecond=0))

    def test_encoding(self):
        bucket = self.filled("foo+1/bar", "foo/bar/xyzzy", "quux ab/thud", "asdf+b")
        for call in (s3.list_objects, s3.list_objects_v2):
            answer = call(Bucket=bucket, Delimiter="/", EncodingType="url")
            self.assertEqual(["asdf%2Bb"], contents(answer))
            self.assertEqual(["foo%2B1/", "foo/", "quux%20ab/"], prefixes(answer))

    def test_thousand(self):
        bucket = self.bucket()
        keys = [base64.b32hexencode(i.to_bytes(2, "big")).decode() for i in range(60)]
        self.put(bucket, *keys)
        pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 7}))
        self.assertEqual(sorted(keys), [key for page in pages for key in contents(page)])

    def test_anonymous(self):
        bucket = self.filled("foo")
        self.refused(403, "AccessDenied", anonymous.list_objects_v2, Bucket=bucket)
