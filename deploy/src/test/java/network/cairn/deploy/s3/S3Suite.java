package network.cairn.deploy.s3;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A class of tests against the one network that all of them share, its results noted for the compatibility document.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith({SharedNetwork.Extension.class, PassedBehaviours.class})
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@interface S3Suite {}
