# rclone: sync, check by checksum and by bytes, parts, copies by the gateway. Sourced by clients.sh.

rclone_jobs() {
  local bucket=rclone-$run rclone
  rclone=$(program rclone)
  export RCLONE_CONFIG_CAIRN_TYPE=s3 RCLONE_CONFIG_CAIRN_PROVIDER=Other RCLONE_CONFIG_CAIRN_ENDPOINT=$AWS_ENDPOINT_URL \
    RCLONE_CONFIG_CAIRN_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_CONFIG_CAIRN_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY \
    RCLONE_CONFIG_CAIRN_REGION=$AWS_REGION
  $rclone version | sed -n 1p
  $rclone -q mkdir "cairn:$bucket"
  $rclone -q sync --s3-upload-cutoff 8M --s3-chunk-size 5M "$tree" "cairn:$bucket/tree"
  $rclone -q check "$tree" "cairn:$bucket/tree"
  $rclone -q check --download "$tree" "cairn:$bucket/tree"
  rm -rf "$scratch/changed" && cp -r "$tree" "$scratch/changed"
  echo changed >"$scratch/changed/one-byte" && rm "$scratch/changed/nested/small-7.txt"
  $rclone -q sync "$scratch/changed" "cairn:$bucket/tree"
  $rclone -q copy "cairn:$bucket/tree" "$scratch/rclone-back"
  same_tree "$scratch/changed" "$scratch/rclone-back"
  $rclone -q moveto "cairn:$bucket/tree/one-byte" "cairn:$bucket/tree/moved-byte"
  [ "$($rclone cat "cairn:$bucket/tree/moved-byte")" = changed ] || fail "rclone moveto lost the bytes"
  # A copy within the gateway sends no byte through here, large ones go in parts.
  $rclone -q copyto --s3-copy-cutoff 5M --s3-chunk-size 5M "cairn:$bucket/tree/nested/deeply/here/20MiB+1" "cairn:$bucket/copied by parts"
  $rclone cat "cairn:$bucket/copied by parts" | cmp - "$tree/nested/deeply/here/20MiB+1"
  $rclone -q sync --checksum "$scratch/changed" "cairn:$bucket/tree"
  touch "$scratch/changed/empty"
  [ "$($rclone sync --checksum --dry-run "$scratch/changed" "cairn:$bucket/tree" 2>&1 | grep -c 'Skipped copy')" -eq 0 ] ||
    fail "rclone --checksum copies again what has only another time"
  $rclone -q copy "cairn:$bucket/tree" "cairn:$bucket-other/tree"
  $rclone -q check "cairn:$bucket/tree" "cairn:$bucket-other/tree"
  [ "$($rclone lsf --recursive --files-only "cairn:$bucket-other/tree" | wc -l)" -eq "$(cd "$scratch/changed" && find . -type f | wc -l)" ] ||
    fail "rclone lists another number of files"
  curl -fsS "$($rclone link "cairn:$bucket/tree/empty")" | cmp - /dev/null
  $rclone -q purge "cairn:$bucket-other"
  $rclone size "cairn:$bucket"
  $rclone -q purge "cairn:$bucket"
}
