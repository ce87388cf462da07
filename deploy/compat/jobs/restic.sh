# restic: a backup repository. Sourced by clients.sh.

restic_jobs() {
  local restic
  restic=$(program restic)
  export RESTIC_REPOSITORY="s3:$AWS_ENDPOINT_URL/restic-$run/repository" RESTIC_PASSWORD=correct-horse
  $restic version
  $restic -q init
  $restic -q backup "$tree"
  echo "one more" >"$tree/added-later"
  $restic -q backup "$tree"
  $restic snapshots --compact | tail -3
  $restic -q check --read-data
  $restic -q restore latest --target "$scratch/restic-back"
  same_tree "$tree" "$scratch/restic-back$tree"
  $restic -q forget --keep-last 1 --prune
  $restic -q check
  rm "$tree/added-later"
}
