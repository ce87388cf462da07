package network.cairn.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.fs.s3a.commit.magic.MagicS3GuardCommitter;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Hadoop's S3A: a file system over the gateway, with directories, renames and a committer that lays parts ready.
class HadoopS3aTest {
    private final String bucket = Gateway.bucketName();
    private final Configuration configuration = new Configuration();
    private FileSystem files;

    @BeforeEach
    void open() throws Exception {
        configuration.set("fs.s3a.endpoint", Gateway.endpoint().toString());
        configuration.set("fs.s3a.endpoint.region", Gateway.region());
        configuration.set("fs.s3a.access.key", Gateway.accessKeyId());
        configuration.set("fs.s3a.secret.key", Gateway.secretAccessKey());
        configuration.set("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        configuration.set("fs.s3a.path.style.access", "true");
        configuration.set("fs.s3a.connection.ssl.enabled", "false");
        configuration.set("fs.s3a.multipart.size", "5M");
        configuration.set("fs.s3a.multipart.threshold", "5M");
        configuration.set("fs.s3a.fast.upload.buffer", "bytebuffer");
        configuration.set("fs.s3a.attempts.maximum", "1");
        configuration.set("fs.s3a.retry.limit", "1");
        configuration.set("fs.s3a.committer.magic.enabled", "true");
        configuration.set("fs.s3a.buffer.dir", System.getProperty("java.io.tmpdir"));
        configuration.set("hadoop.tmp.dir", System.getProperty("java.io.tmpdir"));
        try (var s3 = S3Client.builder()
                .endpointOverride(Gateway.endpoint())
                .region(Region.of(Gateway.region()))
                .forcePathStyle(true)
                .build()) {
            s3.createBucket(request -> request.bucket(bucket));
        }
        files = FileSystem.newInstance(new Path("s3a://" + bucket + "/").toUri(), configuration);
    }

    @AfterEach
    void close() throws Exception {
        files.close();
    }

    private void write(String path, byte[] bytes) throws Exception {
        try (var out = files.create(new Path(path), false)) {
            out.write(bytes);
        }
    }

    private byte[] read(String path) throws Exception {
        try (var in = files.open(new Path(path))) {
            return in.readAllBytes();
        }
    }

    private Stream<String> names(String folder) throws Exception {
        return Arrays.stream(files.listStatus(new Path(folder))).map(FileStatus::getPath).map(Path::getName);
    }

    @Test
    void file_smallAndInParts_isReadBack() throws Exception {
        for (int size : new int[] {0, 1000, 12 * 1024 * 1024 + 3}) {
            byte[] bytes = Gateway.bytes(size, size);
            write("/data/file-" + size, bytes);
            assertThat(files.getFileStatus(new Path("/data/file-" + size)).getLen()).isEqualTo(size);
            assertThat(read("/data/file-" + size)).isEqualTo(bytes);
        }
        assertThat(names("/data")).hasSize(3);
    }

    @Test
    void file_isSoughtIn() throws Exception {
        byte[] bytes = Gateway.bytes(6, 1_000_000);
        write("/file", bytes);
        try (var in = files.open(new Path("/file"))) {
            byte[] part = new byte[100];
            in.readFully(900_000, part);
            assertThat(part).isEqualTo(Arrays.copyOfRange(bytes, 900_000, 900_100));
            in.seek(10);
            assertThat((byte) in.read()).isEqualTo(bytes[10]);
        }
    }

    @Test
    void directory_isMadeListedRenamedAndDeleted() throws Exception {
        files.mkdirs(new Path("/a/b"));
        assertThat(files.getFileStatus(new Path("/a/b")).isDirectory()).isTrue();
        write("/a/b/one", new byte[] {1});
        write("/a/b/two words", new byte[] {2});
        assertThat(files.rename(new Path("/a/b"), new Path("/a/c"))).isTrue();
        assertThat(names("/a/c")).containsExactly("one", "two words");
        assertThat(read("/a/c/two words")).containsExactly(2);
        assertThatThrownBy(() -> files.getFileStatus(new Path("/a/b"))).isInstanceOf(FileNotFoundException.class);
        assertThat(files.delete(new Path("/a"), true)).isTrue();
        assertThat(files.exists(new Path("/a/c/one"))).isFalse();
    }

    @Test
    void file_createdTwice_isRefused() throws Exception {
        write("/file", new byte[] {1});
        assertThatThrownBy(() -> write("/file", new byte[] {2})).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("/file")).containsExactly(1);
    }

    @Test
    void magicCommitter_showsFilesOnlyOnceCommitted() throws Exception {
        Path out = new Path(files.getUri() + "/table");
        var attempt = TaskAttemptID.forName("attempt_200707121733_0001_m_000000_0");
        configuration.set(FileOutputFormat.OUTDIR, out.toString());
        configuration.set("fs.s3a.committer.uuid", "11111111-2222-3333-4444-555555555555");
        TaskAttemptContext task = new TaskAttemptContextImpl(configuration, attempt);
        var committer = new MagicS3GuardCommitter(out, task);
        committer.setupJob(task);
        committer.setupTask(task);
        byte[] bytes = Gateway.bytes(7, 6 * 1024 * 1024);
        try (var stream = files.create(new Path(committer.getWorkPath(), "part-00000"))) {
            stream.write(bytes);
        }
        assertThat(files.exists(new Path(out, "part-00000"))).isFalse();
        committer.commitTask(task);
        committer.commitJob(task);
        assertThat(read("/table/part-00000")).isEqualTo(bytes);
        assertThat(files.exists(new Path(out, "_SUCCESS"))).isTrue();
    }
}
