#!/usr/bin/env bash
# Everyday jobs of everyday S3 clients against a running Cairn: awscli, s3cmd, rclone, restic, duplicity, s3fs, boto3, and
# the AWS SDKs for JavaScript and Java v1, MinIO's Java client and Hadoop's S3A.
#
#   deploy/compat/clients.sh DIR/s3.env [aws s3cmd rclone restic duplicity s3fs boto3 js java ...]
#
# Each client works in buckets of its own and checks every byte that it reads back. Ends with the first failure. With
# OTHER_ACCESS_KEY_ID and OTHER_SECRET_ACCESS_KEY in the file, of another tenant, boto3 also tests who may do what.
set -euo pipefail

env_file=${1:?usage: clients.sh DIR/s3.env [client ...]}
shift
clients=("$@")
[ ${#clients[@]} -gt 0 ] || clients=(aws s3cmd rclone restic duplicity s3fs boto3 js java)

# Nothing of the user's own AWS settings may reach the clients.
unset "${!AWS_@}"
set -a
# shellcheck disable=SC1090
. "$env_file"
set +a
export AWS_DEFAULT_REGION=$AWS_REGION AWS_EC2_METADATA_DISABLED=true
host=${AWS_ENDPOINT_URL#http://}
folder=$(cd "$(dirname "$0")" && pwd -P)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
user_home=$HOME
export HOME=$scratch/home # no client finds, or leaves, a configuration of the user's
mkdir -p "$HOME"
run=$(date +%s)-$$
export SUITE_RUN=$run

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

for client in "${clients[@]}"; do
  # shellcheck disable=SC1090
  . "$folder/jobs/$client.sh"
  say "$client"
  start=$SECONDS
  "${client}_jobs"
  echo "$client: everything read back as it was written ($((SECONDS - start)) s)"
done
say "all clients passed: ${clients[*]}"
