# s3fs: the tree through a mounted file system. Sourced by clients.sh.

s3fs_jobs() {
  local bucket=s3fs-$run s3fs mount=$scratch/mount
  s3fs=$(program s3fs)
  "$s3fs" --version | sed -n 1p
  if [ ! -c /dev/fuse ]; then
    echo "SKIPPED: s3fs needs FUSE, and there is no /dev/fuse here"
    return
  fi
  "$(program aws)" --endpoint-url "$AWS_ENDPOINT_URL" s3 mb "s3://$bucket"
  mkdir -p "$mount"
  (umask 077 && echo "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" >"$scratch/s3fs-password")
  local options=(-o "url=$AWS_ENDPOINT_URL" -o "endpoint=$AWS_REGION" -o use_path_request_style
    -o "passwd_file=$scratch/s3fs-password" -o multipart_size=5 -o retries=1 -o max_stat_cache_size=0)
  if ! (unset "${!AWS_@}" && "$s3fs" "$bucket" "$mount" "${options[@]}") 2>"$scratch/s3fs.log" || ! mountpoint -q "$mount"; then
    ! grep -qi 'fuse\|mount' "$scratch/s3fs.log" || { echo "SKIPPED: s3fs may not mount here: $(tail -1 "$scratch/s3fs.log")"; return; }
    fail "s3fs does not mount: $(cat "$scratch/s3fs.log")"
  fi
  trap 'umount "$scratch/mount" 2>/dev/null || true; rm -rf "$scratch"' EXIT
  cp -r "$tree/." "$mount/"
  mkdir "$mount/made"
  mv "$mount/one-byte" "$mount/made/moved-byte"
  echo appended >>"$mount/made/moved-byte"
  truncate -s 100 "$mount/inline-4096"
  rm "$mount/nested/small-7.txt"
  umount "$mount"
  (unset "${!AWS_@}" && "$s3fs" "$bucket" "$mount" "${options[@]}") # what is read back comes from the gateway alone
  cmp "$mount/nested/deeply/here/20MiB+1" "$tree/nested/deeply/here/20MiB+1"
  [ "$(cat "$mount/made/moved-byte")" = "xappended" ] || fail "s3fs lost what was appended"
  cmp "$mount/inline-4096" <(head -c 100 "$tree/inline-4096")
  [ ! -e "$mount/nested/small-7.txt" ] || fail "s3fs did not delete"
  cmp "$mount/unicode-ünï/größe €.txt" "$tree/unicode-ünï/größe €.txt"
  rm -rf "${mount:?}"/*
  [ -z "$(ls -A "$mount")" ] || fail "s3fs did not empty the bucket"
  umount "$mount"
}
