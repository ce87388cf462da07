# Finds what the launcher and ./verify need: JDK 25 or newer, and Maven. Sourced, not run.

cairn_java_version() { # folder of a JDK -> its feature version, or 0
  local version=0
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  echo "${version:-0}"
}

cairn_find_jdk() { # exports JAVA_HOME, or says what to do and ends
  local candidate
  for candidate in "${JAVA_HOME:-}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && [ "$(cairn_java_version "$candidate")" -ge 25 ]; then
      export JAVA_HOME="$candidate"
      return
    fi
  done
  echo "cairn: no JDK 25 found. Install one (Eclipse Temurin 25, for example) and set JAVA_HOME to its folder." >&2
  exit 69
}

cairn_find_maven() { # sets MAVEN, or says what to do and ends
  MAVEN=$(command -v mvn || true)
  if [ -z "$MAVEN" ]; then
    echo "cairn: Maven 3.8.6 or newer is needed to build and is not on the PATH (Debian: apt-get install maven)." >&2
    exit 69
  fi
}
