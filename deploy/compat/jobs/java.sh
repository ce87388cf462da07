# The AWS SDK for Java v1, MinIO's Java client and Hadoop's S3A, in a Maven project of their own. Sourced by clients.sh.

java_jobs() {
  (
    export HOME=$user_home # as the user is set up to reach Maven's repositories
    . "$folder/../launcher/jdk.sh"
    cairn_find_jdk
    cairn_find_maven
    "$MAVEN" -B -ntp -f "$folder/java/pom.xml" test | grep -E 'Tests run|ERROR|FAIL|BUILD'
  )
}
