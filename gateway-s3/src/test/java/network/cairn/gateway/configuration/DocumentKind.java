package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.xml;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.gateway.s3.S3Exception;

/// A kind of document: its root, how it is read and written, and examples that use all of its elements.
record DocumentKind<T>(String root, Reader<T> reader, Function<T, byte[]> writer, List<String> examples) {
    DocumentKind {
        examples = List.copyOf(examples);
    }

    @FunctionalInterface
    interface Reader<T> {
        T read(byte[] document) throws S3Exception;
    }

    private static <T> DocumentKind<T> of(
            String root, Reader<T> reader, Function<T, byte[]> writer, String... examples) {
        return new DocumentKind<>(root, reader, writer, List.of(examples));
    }

    static List<DocumentKind<?>> all() {
        return List.of(
                of(
                        "AccelerateConfiguration",
                        Acceleration::read,
                        Acceleration::toXml,
                        "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>"),
                of("CORSConfiguration", CorsConfiguration::read, CorsConfiguration::toXml, """
                        <CORSConfiguration>\
                        <CORSRule><ID>one</ID><AllowedOrigin>http://*.example.com</AllowedOrigin>\
                        <AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>\
                        <AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>x-amz-request-id</ExposeHeader>\
                        <MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule>\
                        <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>\
                        </CORSConfiguration>"""),
                of(
                        "ServerSideEncryptionConfiguration",
                        EncryptionConfiguration::read,
                        EncryptionConfiguration::toXml,
                        """
                        <ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>\
                        <SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>a-key</KMSMasterKeyID>\
                        </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>\
                        <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>\
                        </Rule></ServerSideEncryptionConfiguration>"""),
                of(
                        "LegalHold",
                        LegalHold::read,
                        LegalHold::toXml,
                        "<LegalHold><Status>ON</Status></LegalHold>",
                        "<LegalHold><Status>OFF</Status></LegalHold>"),
                of("LifecycleConfiguration", LifecycleConfiguration::read, LifecycleConfiguration::toXml, """
                        <LifecycleConfiguration>\
                        <Rule><ID>all</ID><Filter/><Status>Enabled</Status>\
                        <Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>\
                        <AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>\
                        </AbortIncompleteMultipartUpload></Rule>\
                        <Rule><Filter><And><Prefix>logs/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag>\
                        <Tag><Key>c</Key><Value/></Tag><ObjectSizeGreaterThan>500</ObjectSizeGreaterThan>\
                        <ObjectSizeLessThan>64000</ObjectSizeLessThan></And></Filter><Status>Disabled</Status>\
                        <Expiration><Days>365</Days></Expiration><NoncurrentVersionExpiration>\
                        <NoncurrentDays>30</NoncurrentDays><NewerNoncurrentVersions>5</NewerNoncurrentVersions>\
                        </NoncurrentVersionExpiration></Rule>\
                        <Rule><Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter><Status>Enabled</Status>\
                        <Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration></Rule>\
                        </LifecycleConfiguration>""", """
                        <LifecycleConfiguration>\
                        <Rule><Prefix>a/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>\
                        <Rule><ID>b</ID><Prefix>b/</Prefix><Status>Enabled</Status>\
                        <NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>\
                        </Rule></LifecycleConfiguration>"""),
                of(
                        "BucketLoggingStatus",
                        LoggingConfiguration::read,
                        LoggingConfiguration::toXml,
                        """
                        <BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket>\
                        <TargetPrefix>of/</TargetPrefix><TargetGrants>\
                        <Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">\
                        <ID>abc</ID><DisplayName>d</DisplayName></Grantee><Permission>READ</Permission></Grant>\
                        <Grant><Grantee><EmailAddress>x@example.com</EmailAddress></Grantee>\
                        <Permission>FULL_CONTROL</Permission></Grant>\
                        <Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>\
                        <Permission>WRITE</Permission></Grant></TargetGrants>\
                        <TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>DeliveryTime\
                        </PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat>\
                        </LoggingEnabled></BucketLoggingStatus>""",
                        "<BucketLoggingStatus/>"),
                of(
                        "NotificationConfiguration",
                        NotificationConfiguration::read,
                        NotificationConfiguration::toXml,
                        """
                        <NotificationConfiguration>\
                        <TopicConfiguration><Id>t</Id><Topic>arn:cairn:sns::a:kafka</Topic>\
                        <Event>s3:ObjectRemoved:*</Event></TopicConfiguration>\
                        <QueueConfiguration><Queue>arn:cairn:sqs::b:webhook</Queue>\
                        <Event>s3:ObjectCreated:Put</Event><Event>s3:ObjectCreated:Post</Event>\
                        <Filter><S3Key><FilterRule><Name>prefix</Name><Value>images/</Value></FilterRule>\
                        <FilterRule><Name>Suffix</Name><Value>.jpg</Value></FilterRule></S3Key></Filter>\
                        </QueueConfiguration>\
                        <CloudFunctionConfiguration><CloudFunction>arn:cairn:lambda:x:c:webhook</CloudFunction>\
                        <Event>s3:ObjectTagging:*</Event></CloudFunctionConfiguration>\
                        <EventBridgeConfiguration/></NotificationConfiguration>""",
                        "<NotificationConfiguration/>"),
                of(
                        "ObjectLockConfiguration",
                        ObjectLockConfiguration::read,
                        ObjectLockConfiguration::toXml,
                        """
                        <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>\
                        <DefaultRetention><Mode>GOVERNANCE</Mode><Days>30</Days></DefaultRetention></Rule>\
                        </ObjectLockConfiguration>""",
                        """
                        <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>\
                        <DefaultRetention><Mode>COMPLIANCE</Mode><Years>7</Years></DefaultRetention></Rule>\
                        </ObjectLockConfiguration>""",
                        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"),
                of("ReplicationConfiguration", DocumentKind::refused, x -> x, """
                        <ReplicationConfiguration><Role>arn:aws:iam::1:role/r</Role><Rule><ID>a</ID>\
                        <Priority>1</Priority><Filter><Prefix>p</Prefix></Filter><Status>Enabled</Status>\
                        <Destination><Bucket>arn:aws:s3:::other</Bucket></Destination>\
                        <DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication></Rule>\
                        </ReplicationConfiguration>"""),
                of(
                        "RequestPaymentConfiguration",
                        RequestPayment::read,
                        RequestPayment::toXml,
                        "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>",
                        "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"),
                of(
                        "Retention",
                        Retention::read,
                        retention -> retention.map(Retention::toXml).orElse(xml("<Retention/>")),
                        """
                        <Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>2030-01-01T00:00:00.123Z</RetainUntilDate>\
                        </Retention>""",
                        "<Retention/>"),
                ofTags(Taggable.OBJECT),
                ofTags(Taggable.BUCKET),
                of(
                        "VersioningConfiguration",
                        VersioningConfiguration::read,
                        VersioningConfiguration::toXml,
                        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
                        """
                        <VersioningConfiguration><Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>\
                        </VersioningConfiguration>"""),
                of("WebsiteConfiguration", WebsiteConfiguration::read, WebsiteConfiguration::toXml, """
                        <WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>\
                        <ErrorDocument><Key>error.html</Key></ErrorDocument><RoutingRules>\
                        <RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals>\
                        <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition>\
                        <Redirect><Protocol>https</Protocol><HostName>example.com</HostName>\
                        <ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith>\
                        <HttpRedirectCode>302</HttpRedirectCode></Redirect></RoutingRule>\
                        <RoutingRule><Redirect><ReplaceKeyWith>gone.html</ReplaceKeyWith></Redirect></RoutingRule>\
                        </RoutingRules></WebsiteConfiguration>""", """
                        <WebsiteConfiguration><RedirectAllRequestsTo><HostName>example.com</HostName>\
                        <Protocol>http</Protocol></RedirectAllRequestsTo></WebsiteConfiguration>"""));
    }

    private static DocumentKind<Tagging> ofTags(Taggable owner) {
        return of(
                "Tagging",
                document -> Tagging.read(document, owner),
                Tagging::toXml,
                """
                <Tagging><TagSet><Tag><Key>Project</Key><Value>Blue + green: 1/2</Value></Tag>\
                <Tag><Key>owner@example.com</Key><Value/></Tag></TagSet></Tagging>""",
                "<Tagging><TagSet/></Tagging>");
    }

    private static byte[] refused(byte[] document) throws S3Exception {
        ReplicationConfiguration.refuse(document);
        throw new IllegalStateException("not refused");
    }

    /// What a document says, written and read again; nothing where it is refused.
    Optional<Again<T>> readAgain(byte[] document) throws S3Exception {
        T value;
        try {
            value = reader.read(document);
        } catch (S3Exception e) {
            return Optional.empty();
        }
        return Optional.of(new Again<>(value, reader.read(writer.apply(value))));
    }

    /// What was read first, and what of the document written from that.
    record Again<T>(T first, T second) {}

    @Override
    public String toString() {
        return root;
    }
}
