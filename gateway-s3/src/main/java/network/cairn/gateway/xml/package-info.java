/// S3's XML documents: written as S3 writes them, read with nothing but elements, attributes and text allowed.
@NullMarked
package network.cairn.gateway.xml;

import org.jspecify.annotations.NullMarked;
