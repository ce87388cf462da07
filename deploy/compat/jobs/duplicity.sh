# duplicity: a full and an incremental backup, verified and restored. Sourced by clients.sh.

duplicity_jobs() {
  local bucket=duplicity-$run duplicity target
  duplicity=$(program duplicity)
  target="boto3+s3://$bucket/backup"
  "$duplicity" --version
  "$(program aws)" --endpoint-url "$AWS_ENDPOINT_URL" s3 mb "s3://$bucket"
  local options=(--no-encryption --s3-endpoint-url "$AWS_ENDPOINT_URL" --archive-dir "$scratch/duplicity" --volsize 10 -v3)
  "$duplicity" full "${options[@]}" "$tree" "$target"
  echo "one more" >"$tree/added-later"
  "$duplicity" incremental "${options[@]}" "$tree" "$target"
  "$duplicity" verify --compare-data "${options[@]}" "$target" "$tree"
  rm -rf "$scratch/duplicity" # as on a new machine: the archive is read back too
  "$duplicity" restore "${options[@]}" "$target" "$scratch/duplicity-back"
  same_tree "$tree" "$scratch/duplicity-back"
  rm "$tree/added-later"
}
