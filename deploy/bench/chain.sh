#!/usr/bin/env bash
# Measures the chain on this machine and prints one line for each number.
#
#   deploy/bench/chain.sh [SECONDS=20] [ACCOUNTS=1000000] [WARMUP_SECONDS=30]
#
# Transfers and finality: chains of 1, 4 and 7 validators, each a process of its own, loaded through their RPC with
# batches of signed transfers: at 400 a second, and at 2,400 or as many as they take. The load runs on the same
# machine, and shares its cores with them. Then in one process: proofs and updates of a state of ACCOUNTS accounts,
# catch-up, and bytes on disk. Set TMPDIR to choose the disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/launcher/jdk.sh
cairn_find_jdk

seconds=${1:-20} accounts=${2:-1000000} warmup=${3:-30}
flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
[ -d deploy/target/cairn/lib ] || ./cairn --version >/dev/null
dir=$(mktemp -d)
children=()
stop() {
  for child in "${children[@]}"; do kill -TERM "$child" 2>/dev/null || true; done
  for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  children=()
}
trap 'stop; rm -rf "$dir"' EXIT
bench() { # program, arguments
  local program=$1
  shift
  "$JAVA_HOME/bin/java" -Xmx2g "${flags[@]}" -cp 'deploy/target/cairn/lib/*' "deploy/bench/$program.java" "$@"
}

export CAIRN_PASSPHRASE=bench CAIRN_BUILD=off
for count in 1 4 7; do
  for rate in 400 2400; do
    home=$dir/load-$count-$rate
    mkdir -p "$home"
    bench ChainLoad make "$home" "$count" 1000
    for number in $(seq 1 "$count"); do
      CAIRN_JAVA_OPTS=-Xmx512m ./cairn validator run --config "$home/validator-$number/validator.yaml" \
        >"$home/validator-$number/out" 2>"$home/validator-$number/err" &
      children+=($!)
    done
    for number in $(seq 1 "$count"); do
      for _ in $(seq 1 240); do
        [ -s "$home/validator-$number/run.json" ] && break
        sleep 0.5
      done
      [ -s "$home/validator-$number/run.json" ] || { cat "$home/validator-$number/err" >&2; exit 1; }
    done
    sleep 3
    bench ChainLoad load "$home" "$count" "$warmup" "$seconds" "$rate"
    stop
    rm -rf "$home"
  done
done
bench ChainBench state "$dir/state" "$accounts"
bench ChainBench catchup "$dir/catchup"
bench ChainBench disk "$dir/disk"
