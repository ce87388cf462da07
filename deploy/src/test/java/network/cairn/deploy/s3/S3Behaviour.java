package network.cairn.deploy.s3;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a test shows of S3: a row of `docs/S3-COMPATIBILITY.md`, which is there only while the test passes.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(S3Behaviours.class)
@interface S3Behaviour {
    /// S3's own name of the operation.
    String operation();

    /// Parameters, headers or elements, each a row of its own; none for the operation as such.
    String[] parameter() default {""};

    /// How it differs from S3; empty where no client can tell.
    String difference() default "";

    /// The error code it is answered with on purpose, where Cairn does not carry it out.
    String refused() default "";
}
