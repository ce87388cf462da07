#!/usr/bin/env bash
# Everyday jobs of everyday S3 clients against a running Cairn: awscli, s3cmd, rclone, restic and boto3.
#
#   deploy/compat/clients.sh DIR/s3.env [aws s3cmd rclone restic boto3 ...]
#
# Each client works in buckets of its own and checks every byte that it reads back. Ends with the first failure.
set -euo pipefail

env_file=${1:?usage: clients.sh DIR/s3.env [client ...]}
shift
clients=("$@")
[ ${#clients[@]} -gt 0 ] || clients=(aws s3cmd rclone restic boto3)

# Nothing of the user's own AWS settings may reach the clients.
unset "${!AWS_@}"
set -a
# shellcheck disable=SC1090
. "$env_file"
set +a
export AWS_DEFAULT_REGION=$AWS_REGION AWS_EC2_METADATA_DISABLED=true
host=${AWS_ENDPOINT_URL#http://}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch/home # no client finds, or leaves, a configuration of the user's
mkdir -p "$HOME"
run=$(date +%s)-$$

say() { printf '\n== %s\n' "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

program() { # the packaged client, not a shim of the same name earlier on the PATH
  if [ -x "/usr/bin/$1" ]; then echo "/usr/bin/$1"; else command -v "$1" || fail "$1 is not installed"; fi
}

say "a tree of files to work on"
tree=$scratch/tree
mkdir -p "$tree/nested/deeply/here" "$tree/a folder with spaces" "$tree/unicode-ünï"
: >"$tree/empty"
printf x >"$tree/one-byte"
head -c 4096 /dev/urandom >"$tree/inline-4096"
head -c 4097 /dev/urandom >"$tree/coded-4097"
head -c 5242879 /dev/urandom >"$tree/nested/5MiB-less-1"
head -c 5242880 /dev/urandom >"$tree/nested/deeply/5MiB"
head -c 20971521 /dev/urandom >"$tree/nested/deeply/here/20MiB+1"
echo plus >"$tree/a folder with spaces/a+b & c=d.txt"
echo umlaut >"$tree/unicode-ünï/größe €.txt"
for i in $(seq 1 60); do echo "file $i" >"$tree/nested/small-$i.txt"; done
(cd "$tree" && find . -type f | wc -l)

same_tree() { diff -r "$1" "$2" >/dev/null || fail "the tree read back differs: $(diff -rq "$1" "$2" | head -3)"; }

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
  $aws s3 rm --recursive --only-show-errors "s3://$bucket"
  $aws s3 rb "s3://$bucket"
}

s3cmd_jobs() {
  local bucket=s3cmd-$run s3cmd
  s3cmd="$(program s3cmd) --access_key=$AWS_ACCESS_KEY_ID --secret_key=$AWS_SECRET_ACCESS_KEY --host=$host --host-bucket=$host --no-ssl --region=$AWS_REGION --no-progress"
  $s3cmd --version
  $s3cmd mb "s3://$bucket"
  $s3cmd sync "$tree/" "s3://$bucket/tree/" | tail -1
  $s3cmd sync "s3://$bucket/tree/" "$scratch/s3cmd-back/" | tail -1
  same_tree "$tree" "$scratch/s3cmd-back"
  $s3cmd put "$tree/nested/deeply/here/20MiB+1" "s3://$bucket/multipart" --multipart-chunk-size-mb=5 | tail -1
  $s3cmd get --force "s3://$bucket/multipart" "$scratch/s3cmd-multipart" | tail -1
  cmp "$tree/nested/deeply/here/20MiB+1" "$scratch/s3cmd-multipart"
  $s3cmd info "s3://$bucket/multipart" | grep 20971521 >/dev/null || fail "s3cmd info shows another size"
  $s3cmd cp "s3://$bucket/multipart" "s3://$bucket/copied"
  $s3cmd mv "s3://$bucket/copied" "s3://$bucket/moved"
  $s3cmd ls "s3://$bucket/" | grep moved >/dev/null || fail "s3cmd mv lost the object"
  $s3cmd du "s3://$bucket"
  $s3cmd del --recursive --force "s3://$bucket/" | tail -1
  $s3cmd rb "s3://$bucket"
}

rclone_jobs() {
  local bucket=rclone-$run rclone
  rclone=$(program rclone)
  export RCLONE_CONFIG_CAIRN_TYPE=s3 RCLONE_CONFIG_CAIRN_PROVIDER=Other RCLONE_CONFIG_CAIRN_ENDPOINT=$AWS_ENDPOINT_URL \
    RCLONE_CONFIG_CAIRN_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_CONFIG_CAIRN_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY \
    RCLONE_CONFIG_CAIRN_REGION=$AWS_REGION
  $rclone version | sed -n 1p
  $rclone -q mkdir "cairn:$bucket"
  $rclone -q sync --s3-upload-cutoff 8M --s3-chunk-size 5M "$tree" "cairn:$bucket/tree"
  $rclone -q check "$tree" "cairn:$bucket/tree"
  $rclone -q check --download "$tree" "cairn:$bucket/tree"
  rm -rf "$scratch/changed" && cp -r "$tree" "$scratch/changed"
  echo changed >"$scratch/changed/one-byte" && rm "$scratch/changed/nested/small-7.txt"
  $rclone -q sync "$scratch/changed" "cairn:$bucket/tree"
  $rclone -q copy "cairn:$bucket/tree" "$scratch/rclone-back"
  same_tree "$scratch/changed" "$scratch/rclone-back"
  $rclone -q moveto "cairn:$bucket/tree/one-byte" "cairn:$bucket/tree/moved-byte"
  [ "$($rclone cat "cairn:$bucket/tree/moved-byte")" = changed ] || fail "rclone moveto lost the bytes"
  $rclone size "cairn:$bucket"
  $rclone -q purge "cairn:$bucket"
}

restic_jobs() {
  local restic
  restic=$(program restic)
  export RESTIC_REPOSITORY="s3:$AWS_ENDPOINT_URL/restic-$run/repository" RESTIC_PASSWORD=correct-horse
  $restic version
  $restic -q init
  $restic -q backup "$tree"
  echo "one more" >"$tree/added-later"
  $restic -q backup "$tree"
  $restic snapshots --compact | tail -3
  $restic -q check --read-data
  $restic -q restore latest --target "$scratch/restic-back"
  same_tree "$tree" "$scratch/restic-back$tree"
  $restic -q forget --keep-last 1 --prune
  $restic -q check
  rm "$tree/added-later"
}

boto3_jobs() {
  /usr/bin/python3 "$(dirname "$0")/boto3_jobs.py" "boto3-$run" "$scratch"
}

for client in "${clients[@]}"; do
  say "$client"
  start=$SECONDS
  "${client}_jobs"
  echo "$client: everything read back as it was written ($((SECONDS - start)) s)"
done
say "all clients passed: ${clients[*]}"
