#!/usr/bin/env bash
# Measures the metadata in LevelDB and in PostgreSQL: listing pages of 1,000 in buckets of 10^4, 10^5 and 10^6 objects,
# what the metadata add to an upload, and what a durable row costs over a plain connection. Starts a PostgreSQL server of
# its own from Debian's packages; takes some minutes and 2 GiB of disk. Set TMPDIR to choose the disk.
#
#   deploy/bench/metadata.sh [list|put|commits|all] [MICROS=0]
#
# With MICROS the server waits so long before it forces its log, as on a disk that is slower by that (commit_delay).
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/launcher/jdk.sh
cairn_find_jdk
classes=${CAIRN_BENCH_CLASSES:-deploy/target/cairn/lib/*}
[ -n "${CAIRN_BENCH_CLASSES:-}" ] || [ -d deploy/target/cairn/lib ] || ./cairn --version >/dev/null

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$programs" ] || { echo "no PostgreSQL found; Debian: apt-get install postgresql" >&2; exit 69; }
dir=$(mktemp -d)
mkdir "$dir/server"
as=()
if [ "$(id -u)" = 0 ]; then # which PostgreSQL refuses to run as
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
  chmod 711 "$dir"
  chown postgres "$dir/server"
fi
server=
stop() {
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$dir"
}
trap stop EXIT

export CAIRN_BENCH_USER=cairn CAIRN_BENCH_PASSWORD=$RANDOM$RANDOM$RANDOM
printf %s "$CAIRN_BENCH_PASSWORD" >"$dir/server/password"
[ ${#as[@]} = 0 ] || chown postgres "$dir/server/password"
"${as[@]}" "$programs/initdb" -D "$dir/server/data" -U cairn --auth=scram-sha-256 --pwfile="$dir/server/password" \
  --encoding=UTF8 --locale=C >/dev/null
port=$((20000 + RANDOM % 10000))
"${as[@]}" "$programs/postgres" -D "$dir/server/data" -p "$port" -k "$dir/server" -c listen_addresses=127.0.0.1 \
  -c max_pred_locks_per_transaction=256 -c commit_siblings=0 -c commit_delay="${2:-0}" 2>"$dir/server.log" &
server=$!
until "$programs/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  kill -0 "$server" 2>/dev/null || { cat "$dir/server.log" >&2; exit 1; }
  sleep 0.2
done
parts=${1:-all}
[ "$parts" != all ] || parts="list put commits"
for part in $parts; do
  "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$classes" deploy/bench/MetadataBench.java "$part" "$dir/$part" "jdbc:postgresql://127.0.0.1:$port/postgres"
done
