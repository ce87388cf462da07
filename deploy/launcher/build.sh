# Builds what the launcher runs, where it is missing or older than its sources. Sourced, not run.

cairn_is_stale() { # folder of the repository -> whether a source is newer than the last build, or there was none
  local stamp=$1/deploy/target/cairn/built
  [ -f "$stamp" ] || return 0
  # Folders count too: their time changes when a file in them goes.
  [ -n "$(find "$1/pom.xml" "$1"/*/pom.xml "$1"/*/src/main -newer "$stamp" -print -quit)" ]
}

cairn_lacks_cache() { # folder of the repository -> whether Maven packaged since the start-up cache was recorded
  local target=$1/deploy/target/cairn
  [ ! -f "$target/start.aot" ] || [ -n "$(find "$target/lib" -newer "$target/start.aot" -print -quit)" ]
}

cairn_build_if_stale() { # folder of the repository; ends with 69 where the build fails
  local home=$1 target=$1/deploy/target
  case ${CAIRN_BUILD:-} in
    off) return 0 ;;
    packaged) # By Maven, whose own tests call: all there is to do is the cache.
      cairn_lacks_cache "$home" || return 0
      (
        ! command -v flock >/dev/null || { exec 9>"$target/build.lock" && flock 9; }
        ! cairn_lacks_cache "$home" || cairn_record_start "$target"
      )
      return 0
      ;;
  esac
  cairn_is_stale "$home" || return 0
  if ! mkdir -p "$target/cairn" 2>/dev/null || [ ! -w "$target/cairn" ]; then
    echo "cairn: Cairn is to be built, but $target cannot be written" >&2
    exit 73
  fi
  (
    if command -v flock >/dev/null; then
      exec 9>"$target/build.lock"
      if ! flock -n 9; then
        echo "cairn: another build runs, waiting for it" >&2
        flock 9
      fi
    fi
    if cairn_is_stale "$home"; then
      cairn_build "$home"
    fi
  ) || exit $?
}

cairn_build() { # folder of the repository
  local home=$1 target=$1/deploy/target log=$1/deploy/target/build.log since=$SECONDS build
  cairn_find_maven
  if [ -f "$target/cairn/built" ]; then
    echo "cairn: sources have changed, building (log: $log)" >&2
  else
    echo "cairn: first run, building (log: $log)" >&2
  fi
  # Taken before the build, so that a source saved while it runs counts as newer.
  touch "$target/building"
  rm -f "$target/cairn/built" "$target/cairn/start.aot"
  (cd "$home" && exec "$MAVEN" -B -ntp -DskipTests -Dspotless.check.skip=true package) >"$log" 2>&1 9>&- </dev/null &
  build=$!
  trap 'kill "$build" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$build" 2>/dev/null; do
    cairn_build_progress "$log" "$since"
    sleep 0.5
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if ! wait "$build"; then
    echo "cairn: the build failed; the end of $log:" >&2
    grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    exit 69
  fi
  trap - INT TERM
  cairn_record_start "$target"
  mv "$target/building" "$target/cairn/built"
  echo "cairn: built in $((SECONDS - since)) s" >&2
}

cairn_record_start() { # deploy/target: keeps what a starting network loads, so that later starts take half the time
  local target=$1 scratch
  scratch=$(mktemp -d "$target/start.XXXXXX")
  if ! "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC \
    "-XX:AOTCacheOutput=$scratch/start.aot" -cp "$target/cairn/lib/*" network.cairn.deploy.cli.CairnMain \
    up --stop-when-ready --data "$scratch/network" --port 0 >"$target/start.log" 2>&1 9>&- </dev/null ||
    ! mv "$scratch/start.aot" "$target/cairn/start.aot" 2>>"$target/start.log"; then
    echo "cairn: no start-up cache (see $target/start.log): Cairn starts without it, only slower" >&2
  fi
  rm -rf "$scratch"
}

cairn_build_progress() { # log, start: one line that rewrites itself on a terminal, nothing elsewhere
  [ -t 2 ] || return 0
  local module
  module=$(sed -n 's/^\[INFO\] Building \(Cairn[^[]*\) .*\(\[[0-9/]*\]\)$/\2 \1/p' "$1" | tail -n 1)
  printf '\r\033[Kcairn: %s s %s' "$((SECONDS - $2))" "$module" >&2
}
