#!/usr/bin/env bash
# Shows that memory is bounded: big objects through small heaps, on a local network of real processes.
#
#   deploy/bench/bounded-memory.sh [BIG_MIB=4096] [COUNT=16] [EACH_MIB=256]
#
# Starts 8 nodes with -Xmx128m each and a gateway with -Xmx256m; puts and gets one object of BIG_MIB, then COUNT objects
# of EACH_MIB at once, compares digests, and prints throughput and the peak resident memory of the gateway and nodes.
# Needs awscli and about 5 times BIG_MIB of free disk (set TMPDIR to choose where).
set -euo pipefail
cd "$(dirname "$0")/../.."

big_mib=${1:-4096} count=${2:-16} each_mib=${3:-256}
port=${PORT:-9480}
aws=/usr/bin/aws
[ -x "$aws" ] || aws=$(command -v aws)

dir=$(mktemp -d)
data=$dir/data
./cairn up --processes --data "$data" --port "$port" --node-heap 128m --gateway-heap 256m >"$dir/up.out" 2>"$dir/up.err" &
up=$!
stop() {
  kill -TERM "$up" 2>/dev/null || true
  wait "$up" 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT
for _ in $(seq 1 240); do
  [ -s "$data/s3.env" ] && curl -s -o /dev/null "http://127.0.0.1:$port/" && break
  kill -0 "$up" 2>/dev/null || { cat "$dir/up.err" >&2; exit 1; }
  sleep 0.5
done
set -a
# shellcheck disable=SC1091
. "$data/s3.env"
set +a
export AWS_DEFAULT_REGION=$AWS_REGION AWS_EC2_METADATA_DISABLED=true
s3() { "$aws" --endpoint-url "$AWS_ENDPOINT_URL" --cli-read-timeout 600 "$@"; }

# The client must not be what is measured: one plain request each, for bytes that are made again to be compared.
put() { # key, MiB
  make "$@" | curl -fsS -T - -H "Content-Length: $(($2 * 1048576))" -H "Transfer-Encoding:" "$(presign put_object "$1")"
}
get() { # key, MiB
  curl -fsS "$(presign get_object "$1")" | cmp - <(make "$@")
}
make() { # key, MiB
  head -c $(($2 * 1048576)) /dev/zero \
    | openssl enc -aes-128-ctr -nosalt -K "$(printf '%s' "$1" | md5sum | cut -c1-32)" -iv 0 2>/dev/null
}
presign() {
  /usr/bin/python3 - "$1" "$2" <<'PY'
import os, sys, boto3
from botocore.config import Config
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"],
                  config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
print(s3.generate_presigned_url(sys.argv[1], Params={"Bucket": "bounded", "Key": sys.argv[2]}, ExpiresIn=7200))
PY
}
rate() { # MiB, start in ns, label
  local ms=$((($(date +%s%N) - $2) / 1000000))
  echo "$3: $1 MiB in $((ms / 1000)).$(((ms % 1000) / 100)) s, $(($1 * 1000 / ms)) MiB/s"
}

s3 s3 mb s3://bounded
start=$(date +%s%N); put big "$big_mib"; rate "$big_mib" "$start" "put of one object"
start=$(date +%s%N); get big "$big_mib"; rate "$big_mib" "$start" "get of one object"
s3 s3 rm --only-show-errors s3://bounded/big

start=$(date +%s%N); jobs=()
for i in $(seq 1 "$count"); do put "many-$i" "$each_mib" & jobs+=($!); done
for job in "${jobs[@]}"; do wait "$job"; done
rate $((count * each_mib)) "$start" "put of $count objects at once"
start=$(date +%s%N); jobs=()
for i in $(seq 1 "$count"); do get "many-$i" "$each_mib" & jobs+=($!); done
for job in "${jobs[@]}"; do wait "$job"; done
rate $((count * each_mib)) "$start" "get of $count objects at once"

./cairn status --json --data "$data" >"$dir/status.json"
/usr/bin/python3 - "$dir/status.json" <<'PY'
import json, sys
def roles(value):
    if isinstance(value, dict):
        if "pid" in value:
            yield value
        for inner in value.values():
            yield from roles(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from roles(inner)
for role in roles(json.load(open(sys.argv[1]))):
    lines = dict(l.split(":", 1) for l in open(f"/proc/{role['pid']}/status") if ":" in l)
    print(f"{role.get('role', 'role'):8} {role.get('address', '')}: peak resident {int(lines['VmHWM'].split()[0]) // 1024} MiB")
PY
echo "every byte was read back as it was put"
