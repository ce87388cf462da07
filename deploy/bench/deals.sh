#!/usr/bin/env bash
# Measures a provider's proofs of an epoch (1, 100 and 10,000 deals with a million pieces), and the block that ends an
# epoch with 10 and with 100,000 deals. In one process each; takes two or three minutes and 3 GiB of memory.
#
#   deploy/bench/deals.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/launcher/jdk.sh
cairn_find_jdk
[ -d deploy/target/cairn/lib ] || ./cairn --version >/dev/null

bench() { # program's arguments
  "$JAVA_HOME/bin/java" -Xmx3g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp 'deploy/target/cairn/lib/*' deploy/bench/DealBench.java "$@"
}
for deals in 1 100 10000; do
  bench proofs "$deals" 1000000
done
bench close 10
bench close 100000
