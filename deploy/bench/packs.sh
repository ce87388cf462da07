#!/usr/bin/env bash
# Measures small objects with and without packs, on a local network of real processes: how fast they are put and got,
# and how many pieces and bytes they come to on the nodes.
#
#   deploy/bench/packs.sh [COUNT=3000] [BYTES=10240]
#
# For packing on and off: 8 nodes and a gateway, COUNT objects of BYTES each put and got by 1, 16 and 64 clients at once,
# every byte compared. With packing on it then waits for the compactor, which merges what single puts left. The clients run
# on the same machine. Takes about ten minutes; set TMPDIR to choose the disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/launcher/jdk.sh
cairn_find_jdk

count=${1:-3000} bytes=${2:-10240} port=${PORT:-9490}
./cairn --version >/dev/null
export CAIRN_BUILD=off
dir=$(mktemp -d)
up=
stop() {
  [ -z "$up" ] || { kill -TERM "$up" 2>/dev/null || true; wait "$up" 2>/dev/null || true; }
  up=
}
trap 'stop; rm -rf "$dir"' EXIT

load() { # put|get, bucket, at once
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp 'deploy/target/cairn/lib/*' \
    deploy/bench/PackLoad.java "$1" "$2" "$count" "$bytes" "$3"
}
stored() { # data folder, objects, label
  ./cairn status --json --data "$1" >"$dir/status.json"
  python3 - "$dir/status.json" "$2" "$bytes" "$3" <<'PY'
import json, sys
def roles(value):
    if isinstance(value, dict):
        if isinstance(value.get("storage"), dict):
            yield value
        for inner in value.values():
            yield from roles(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from roles(inner)
nodes = list(roles(json.load(open(sys.argv[1]))))
objects, size = int(sys.argv[2]), int(sys.argv[3])
pieces = sum(node["storage"]["pieces"] for node in nodes)
used = sum(node["storage"]["usedBytes"] for node in nodes)
held = sum((node.get("business") or {}).get("heldBytes", 0) for node in nodes)
print(f"{sys.argv[4]}: {pieces} pieces for {objects} objects, {pieces / objects * 1e6:,.0f} a million; "
      f"on disks {used / objects / size:.3f} times the objects' bytes, in deals {held / objects / size:.3f}")
PY
}

for packing in on off; do
  data=$dir/$packing
  max=1048576
  [ "$packing" = on ] || max=0
  echo "packing $packing"
  CAIRN_GATEWAY_PACKED_OBJECT_BYTES_MAX=$max CAIRN_GATEWAY_READER_GRACE_PERIOD=10s CAIRN_GATEWAY_STRAY_GRACE_PERIOD=10s \
    ./cairn up --processes --epoch 20s --data "$data" --port "$port" >"$dir/up.out" 2>"$dir/up.err" &
  up=$!
  for _ in $(seq 1 240); do
    [ -s "$data/s3.env" ] && curl -s -o /dev/null "http://127.0.0.1:$port/" && break
    kill -0 "$up" 2>/dev/null || { cat "$dir/up.err" >&2; exit 1; }
    sleep 0.5
  done
  set -a
  # shellcheck disable=SC1090
  . "$data/s3.env"
  set +a
  load put "warm-up" 16 >/dev/null
  load get "warm-up" 16 >/dev/null
  objects=$count
  for clients in 1 16 64; do
    load put "bucket-$clients" "$clients"
    load get "bucket-$clients" "$clients"
    objects=$((objects + count))
  done
  stored "$data" "$objects" "after the puts"
  sleep 200
  stored "$data" "$objects" "after compaction"
  load get "bucket-1" 16
  stop
  rm -rf "$data"
done
