/// The configuration documents of buckets and objects: S3's XML and headers as typed values, what they mean
/// for a request, a version or an upload, and what S3 answers where they are wrong.
///
/// Everything here is pure. What a bucket keeps of a configuration is the document that its `toXml` gives,
/// which its `read` takes back.
@NullMarked
package network.cairn.gateway.configuration;

import org.jspecify.annotations.NullMarked;
