package network.cairn.gateway.configuration;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.xml.XmlWriter;

/// Who pays for the requests on a bucket: S3's `RequestPaymentConfiguration`.
///
/// Nobody is billed for requests here. What a bucket whose requesters pay asks of them, it asks all the
/// same: that they are known, and say that they know.
public enum RequestPayment {
    BUCKET_OWNER("BucketOwner"),
    REQUESTER("Requester");

    private static final String CONSENT = "x-amz-request-payer";

    private final String payer;

    RequestPayment(String payer) {
        this.payer = payer;
    }

    /// @throws S3Exception `MalformedXML`
    public static RequestPayment read(byte[] xml) throws S3Exception {
        String payer = SchemaElement.root(xml, "RequestPaymentConfiguration")
                .only("Payer")
                .requiredWord("Payer");
        return switch (payer) {
            case "BucketOwner" -> BUCKET_OWNER;
            case "Requester" -> REQUESTER;
            default -> throw Refusals.malformed("Payer is BucketOwner or Requester, not " + payer);
        };
    }

    /// That a request may be answered.
    ///
    /// @param byOwner whether the bucket's owner sent it
    /// @param anonymous whether nobody signed it
    /// @throws S3Exception `AccessDenied`
    public void check(S3Headers headers, boolean byOwner, boolean anonymous) throws S3Exception {
        if (this == REQUESTER && !byOwner && (anonymous || !consents(headers))) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED)
                    .with("Detail", "requesters pay for this bucket: sign the request and send " + CONSENT);
        }
    }

    /// Whether the response says `x-amz-request-charged: requester`.
    public boolean charges(S3Headers headers, boolean byOwner) {
        return this == REQUESTER && !byOwner && consents(headers);
    }

    private static boolean consents(S3Headers headers) {
        return headers.get(CONSENT).orElse("").strip().equalsIgnoreCase("requester");
    }

    public byte[] toXml() {
        return new XmlWriter("RequestPaymentConfiguration")
                .element("Payer", payer)
                .toBytes();
    }
}
