# awscli: sync, large objects, copies, ranges, versions, presigned URLs; users and sessions. Sourced by clients.sh.

aws_jobs() {
  local aws bucket=aws-$run
  aws="$(program aws) --endpoint-url $AWS_ENDPOINT_URL"
  $aws --version | sed -n 1p
  $aws s3 mb "s3://$bucket"
  $aws s3 ls | grep "$bucket" >/dev/null || fail "aws s3 ls does not list the bucket"
  $aws s3 sync --no-progress "$tree" "s3://$bucket/tree" | tail -1
  [ "$($aws s3 sync --no-progress "$tree" "s3://$bucket/tree" | wc -l)" -eq 0 ] || fail "a second aws s3 sync copied again"
  $aws s3 sync --no-progress "s3://$bucket/tree" "$scratch/aws-back" | tail -1
  same_tree "$tree" "$scratch/aws-back"
  $aws s3 ls --recursive --summarize "s3://$bucket/tree/" | tail -2
  head -c 67108865 /dev/urandom >"$scratch/64MiB+1"
  $aws s3 cp --no-progress "$scratch/64MiB+1" "s3://$bucket/big"
  $aws s3 cp --no-progress "s3://$bucket/big" - | cmp - "$scratch/64MiB+1"
  $aws s3 cp --no-progress "s3://$bucket/big" "s3://$bucket/copy of big"
  $aws s3 cp --no-progress "s3://$bucket/copy of big" - | cmp - "$scratch/64MiB+1"
  $aws s3api get-object --bucket "$bucket" --key big --range bytes=1000000-1999999 "$scratch/range" >/dev/null
  cmp "$scratch/range" <(tail -c +1000001 "$scratch/64MiB+1" | head -c 1000000)
  curl -fsS "$($aws s3 presign "s3://$bucket/tree/nested/5MiB-less-1")" | cmp - "$tree/nested/5MiB-less-1"
  $aws s3api put-object --bucket "$bucket" --key meta --metadata colour=blue --content-type text/x-test --body "$tree/one-byte" >/dev/null
  $aws s3api head-object --bucket "$bucket" --key meta | grep '"colour": "blue"' >/dev/null || fail "user metadata is lost"
  if $aws s3api get-object --bucket "$bucket" --key absent "$scratch/none" 2>"$scratch/error"; then fail "an absent key was read"; fi
  grep -q NoSuchKey "$scratch/error" || fail "an absent key is not NoSuchKey: $(cat "$scratch/error")"
  $aws s3api list-objects-v2 --bucket "$bucket" --prefix tree/nested/ --delimiter / --max-items 7 >"$scratch/page"
  grep -q NextToken "$scratch/page" || fail "paging does not go on"
  rm -rf "$scratch/aws-changed" && cp -a "$tree" "$scratch/aws-changed"
  rm "$scratch/aws-changed/one-byte" && echo changed >"$scratch/aws-changed/nested/small-1.txt"
  $aws s3 sync --no-progress --delete "$scratch/aws-changed" "s3://$bucket/tree" | wc -l | grep -qx 2 || fail "aws s3 sync --delete did other than 2 things"
  $aws s3api put-object-tagging --bucket "$bucket" --key meta --tagging 'TagSet=[{Key=colour,Value=blue}]'
  [ "$($aws s3api get-object-tagging --bucket "$bucket" --key meta --query 'TagSet[0].Value' --output text)" = blue ] || fail "a tag is lost"
  $aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled
  local old
  old=$($aws s3api put-object --bucket "$bucket" --key versioned --body "$tree/one-byte" --query VersionId --output text)
  $aws s3 cp --no-progress "$tree/inline-4096" "s3://$bucket/versioned" >/dev/null
  $aws s3api get-object --bucket "$bucket" --key versioned --version-id "$old" "$scratch/old" >/dev/null
  cmp "$scratch/old" "$tree/one-byte"
  $aws s3 rm --quiet "s3://$bucket/versioned"
  [ "$($aws s3api list-object-versions --bucket "$bucket" --prefix versioned --query 'length(DeleteMarkers)')" -eq 1 ] || fail "no delete marker"
  $aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Suspended
  $aws s3api put-object --bucket "$bucket" --key sums --body "$tree/coded-4097" --checksum-algorithm SHA256 >/dev/null
  [ "$($aws s3api get-object-attributes --bucket "$bucket" --key sums --object-attributes Checksum --query Checksum.ChecksumSHA256 --output text)" = \
    "$(openssl dgst -sha256 -binary "$tree/coded-4097" | base64)" ] || fail "another SHA-256 is told"
  $aws s3 rm --recursive --only-show-errors "s3://$bucket"
  $aws s3api list-object-versions --bucket "$bucket" --output json \
    --query '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}, Quiet: `true`}' >"$scratch/versions"
  $aws s3api delete-objects --bucket "$bucket" --delete "file://$scratch/versions" | grep -i error && fail "versions cannot be deleted"
  $aws s3 rb "s3://$bucket"
  aws_identities
}

# A user who may list buckets and take on a role, and the role, who may not.
aws_identities() {
  local aws user=aws-user-$run role=aws-role-$run arn
  aws="$(program aws) --endpoint-url $AWS_ENDPOINT_URL"
  arn=$($aws iam create-user --user-name "$user" --query User.Arn --output text)
  $aws iam put-user-policy --user-name "$user" --policy-name listing --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListAllMyBuckets","sts:AssumeRole"],"Resource":"*"}]}'
  $aws iam create-role --role-name "$role" --assume-role-policy-document \
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"$arn\"},\"Action\":\"sts:AssumeRole\"}]}" >/dev/null
  $aws iam create-access-key --user-name "$user" --query '[AccessKey.AccessKeyId,AccessKey.SecretAccessKey]' --output text >"$scratch/user-key"
  (
    read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY <"$scratch/user-key"
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    [ "$($aws sts get-caller-identity --query Arn --output text)" = "$arn" ] || fail "aws sts tells another caller"
    $aws s3 ls >/dev/null
    if $aws s3 mb "s3://of-$user" 2>"$scratch/error"; then fail "a user made a bucket without being allowed to"; fi
    grep -q AccessDenied "$scratch/error" || fail "it is not AccessDenied: $(cat "$scratch/error")"
    $aws sts assume-role --role-arn "${arn%:user/*}:role/$role" --role-session-name session \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text >"$scratch/role-key"
    read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <"$scratch/role-key"
    export AWS_SESSION_TOKEN
    if $aws s3 ls 2>"$scratch/error"; then fail "a role did what its user may"; fi
    grep -q AccessDenied "$scratch/error" || fail "it is not AccessDenied: $(cat "$scratch/error")"
  )
  read -r arn _ <"$scratch/user-key"
  $aws iam delete-access-key --user-name "$user" --access-key-id "$arn"
  $aws iam delete-user-policy --user-name "$user" --policy-name listing
  $aws iam delete-user --user-name "$user"
  $aws iam delete-role --role-name "$role"
}
