# The AWS SDK for JavaScript, version 3, from npm. Sourced by clients.sh.

js_jobs() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]') || fail "node is not installed"
  if [ "$major" -lt 20 ]; then
    echo "SKIPPED: the SDK needs Node 20, this is $(node --version)"
    return
  fi
  cp "$folder"/js/package.json "$folder"/js/package-lock.json "$folder"/js/*.test.js "$scratch/"
  (
    cd "$scratch"
    # As the user is set up to reach npm.
    HOME=$user_home npm ci --no-audit --no-fund --silent
    node --version
    node --test
  )
}
