# s3cmd: sync, parts, copies, lists of access. Sourced by clients.sh.

s3cmd_jobs() {
  local bucket=s3cmd-$run s3cmd
  s3cmd="$(program s3cmd) --access_key=$AWS_ACCESS_KEY_ID --secret_key=$AWS_SECRET_ACCESS_KEY --host=$host --host-bucket=$host --no-ssl --region=$AWS_REGION --no-progress"
  $s3cmd --version
  $s3cmd mb "s3://$bucket"
  $s3cmd sync "$tree/" "s3://$bucket/tree/" | tail -1
  $s3cmd sync "s3://$bucket/tree/" "$scratch/s3cmd-back/" | tail -1
  same_tree "$tree" "$scratch/s3cmd-back"
  $s3cmd put "$tree/nested/deeply/here/20MiB+1" "s3://$bucket/multipart" --multipart-chunk-size-mb=5 | tail -1
  $s3cmd get --force "s3://$bucket/multipart" "$scratch/s3cmd-multipart" | tail -1
  cmp "$tree/nested/deeply/here/20MiB+1" "$scratch/s3cmd-multipart"
  $s3cmd info "s3://$bucket/multipart" | grep 20971521 >/dev/null || fail "s3cmd info shows another size"
  $s3cmd cp "s3://$bucket/multipart" "s3://$bucket/copied"
  $s3cmd mv "s3://$bucket/copied" "s3://$bucket/moved"
  $s3cmd ls "s3://$bucket/" | grep moved >/dev/null || fail "s3cmd mv lost the object"
  $s3cmd modify --add-header=x-amz-meta-colour:blue "s3://$bucket/moved" | tail -1
  $s3cmd info "s3://$bucket/moved" | grep 'colour: blue' >/dev/null || fail "s3cmd modify does not change metadata"
  $s3cmd get --force --continue "s3://$bucket/moved" "$scratch/s3cmd-multipart" | tail -1
  $s3cmd multipart "s3://$bucket" | wc -l | grep -qx 2 || fail "s3cmd lists uploads that are not there"
  $s3cmd du "s3://$bucket"
  $s3cmd del --recursive --force "s3://$bucket/" | tail -1
  $s3cmd rb "s3://$bucket"
}
