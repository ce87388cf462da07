#!/usr/bin/env bash
# Fuzzes every decoder of the chain, the RPC and the wire, and the consensus step function: each method marked
# @FuzzTest in client-sdk and chain-anchor, with Jazzer.
#
#   deploy/fuzz.sh [seconds [pattern]]    seconds for each target (default 10), and which targets (default all)
#   FUZZ_KEEP=1 deploy/fuzz.sh ...        also keeps the inputs that reach new code, as files under src/test/resources
#   FUZZ_JOBS=n                           how many targets at a time (default 2)
#
# A finding ends with the input's path. Copy it into the target's folder of kept inputs, .../<Class>Inputs/<method>/
# under src/test/resources, mend the code, and it stays a test.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/launcher/jdk.sh
cairn_find_jdk
cairn_find_maven

export FUZZ_SECONDS=${1:-10}
pattern=${2:-}
modules=(client-sdk chain-anchor)
export FUZZ_ROOT=$PWD FUZZ_WORK=$PWD/deploy/target/fuzz
mkdir -p "$FUZZ_WORK"

"$MAVEN" -B -ntp -q ${MAVEN_FLAGS:-} test-compile dependency:build-classpath -pl chain-anchor -am \
  -Dmdep.outputFile="$FUZZ_WORK/classpath" -Dmdep.includeScope=test
FUZZ_CLASSPATH=$(cat "$FUZZ_WORK/classpath")
for module in "${modules[@]}"; do
  FUZZ_CLASSPATH=$PWD/$module/target/test-classes:$PWD/$module/target/classes:$FUZZ_CLASSPATH
done
export FUZZ_CLASSPATH

# module/class#method of every target.
targets() {
  local module file class
  for module in "${modules[@]}"; do
    while IFS= read -r file; do
      class=${file#"$module"/src/test/java/}
      class=${class%.java}
      awk -v prefix="$module/${class//\//.}#" '/@FuzzTest/ { getline; sub(/\(.*/, ""); print prefix $NF }' "$file"
    done < <(grep -rl --include='*.java' '^    @FuzzTest' "$module/src/test/java" | sort)
  done
}

fuzz() {
  local module=${1%%/*} class=${1#*/} method=${1##*#}
  class=${class%#*}
  local inputs=$FUZZ_ROOT/$module/src/test/resources/${class//.//}Inputs/$method
  local work=$FUZZ_WORK/${class##*.}.$method
  rm -rf "$work"
  mkdir -p "$work/corpus" "$inputs"
  cd "$work"
  local java=("$JAVA_HOME/bin/java" -Xmx768m -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow --add-modules jdk.incubator.vector -cp "$FUZZ_CLASSPATH"
    com.code_intelligence.jazzer.Jazzer --target_class="$class" --target_method="$method" --hooks=true
    --instrumentation_includes='network.cairn.**' --custom_hook_includes='network.cairn.**')
  local status=0
  "${java[@]}" -max_total_time="$FUZZ_SECONDS" -max_len=16384 -timeout=20 -rss_limit_mb=4096 \
    -artifact_prefix="$work/" corpus "$inputs" >log 2>&1 || status=$?
  # Without coverage it would only guess.
  if [ "$status" -ne 0 ] || ! grep -q '^Done ' log || ! grep -q ' cov: [1-9]' log; then
    echo "FAILED ${class##*.}.$method, its log is $work/log"
    grep -A12 -m1 '^== Java Exception' log || tail -5 log
    find "$work" -maxdepth 1 \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) -printf 'its input is %p\n'
    return 1
  fi
  echo "ok ${class##*.}.$method: $(grep -m1 '^Done ' log), $(grep -o 'cov: [0-9]*' log | tail -1)"
  if [ -n "${FUZZ_KEEP:-}" ]; then
    "${java[@]}" -merge=1 -max_len=4096 "$inputs" corpus >merge.log 2>&1 || { tail -5 merge.log; return 1; }
  fi
  rmdir --ignore-fail-on-non-empty -p "$inputs"
}
export -f fuzz

mapfile -t chosen < <(targets | grep -- "$pattern")
[ ${#chosen[@]} -gt 0 ] || { echo "no fuzz target matches '$pattern'" >&2; exit 2; }
echo "fuzzing ${#chosen[@]} targets, $FUZZ_SECONDS s each"
printf '%s\n' "${chosen[@]}" | xargs -P "${FUZZ_JOBS:-2}" -I{} bash -euo pipefail -c 'fuzz {}'
