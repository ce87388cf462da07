package network.cairn.deploy.cli;

import java.util.ArrayList;
import java.util.List;
import network.cairn.deploy.local.NetworkSummary;

/// What `cairn up` prints once a network is ready: how to reach it, and commands to paste.
final class Welcome {
    private Welcome() {}

    static List<String> lines(NetworkSummary network) {
        String endpoint = network.endpoint();
        var lines = new ArrayList<String>();
        lines.add("Cairn is up: " + network.nodes() + " nodes, scheme " + network.scheme() + ", data in "
                + network.folder());
        lines.add("");
        lines.add("  endpoint     " + endpoint);
        network.https().ifPresent(https -> {
            lines.add("  https        " + https.endpoint());
            lines.add("  trust        " + quoted(https.authorityFile().toString()) + "   (AWS_CA_BUNDLE)");
        });
        lines.add("  access key   " + network.accessKeyId());
        lines.add("  secret key   " + network.secretAccessKey());
        network.admin()
                .ifPresent(admin -> lines.add("  operator     " + admin.endpoint() + "   ("
                        + quoted(admin.operatorFile().toString()) + ")"));
        lines.add("  region       " + network.region());
        lines.add("  chain        " + network.chain().endpoint() + ", "
                + network.chain().validators()
                + (network.chain().validators() == 1 ? " validator" : " validators"));
        lines.add("  account      " + network.chain().operator());
        lines.add("");
        lines.add("In another terminal:");
        lines.add("");
        lines.add("  . " + quoted(network.environmentFile().toString()));
        lines.add("  aws --endpoint-url " + endpoint + " s3 mb s3://first");
        lines.add("  aws --endpoint-url " + endpoint + " s3 cp README.md s3://first/");
        lines.add("  aws --endpoint-url " + endpoint + " s3 ls s3://first/");
        lines.add("");
        lines.add("  export RCLONE_CONFIG_CAIRN_TYPE=s3 RCLONE_CONFIG_CAIRN_PROVIDER=Other"
                + " RCLONE_CONFIG_CAIRN_ENV_AUTH=true \\");
        lines.add("    RCLONE_CONFIG_CAIRN_ENDPOINT=" + endpoint + " RCLONE_CONFIG_CAIRN_REGION=" + network.region());
        lines.add("  rclone copy . cairn:first/tree");
        lines.add("");
        lines.add("  python3 -c \"import boto3; s3 = boto3.client('s3', endpoint_url='" + endpoint + "', region_name='"
                + network.region() + "'); print([b['Name'] for b in s3.list_buckets()['Buckets']])\"");
        lines.add("");
        lines.add("  " + CairnName.typed() + " status --data "
                + quoted(network.folder().toString()));
        lines.add("");
        return lines;
    }

    /// A word as a POSIX shell reads it back.
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
