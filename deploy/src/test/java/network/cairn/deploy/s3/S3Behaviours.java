package network.cairn.deploy.s3;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Several behaviours that one test shows.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface S3Behaviours {
    S3Behaviour[] value();
}
