# boto3: everyday jobs, then the suite of S3's behaviours in boto3_suite. Sourced by clients.sh.

boto3_jobs() {
  /usr/bin/python3 "$folder/boto3_jobs.py" "boto3-$run" "$scratch"
  (cd "$folder/boto3_suite" && /usr/bin/python3 -B -W ignore -m unittest discover)
}
