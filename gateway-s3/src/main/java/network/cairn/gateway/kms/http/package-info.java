/// Key services that are asked over HTTP.
@NullMarked
package network.cairn.gateway.kms.http;

import org.jspecify.annotations.NullMarked;
