package network.cairn.deploy.structure;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;

/// Holds every module to the direction of dependencies and to the rules that keep its parts apart.
@AnalyzeClasses(packages = "network.cairn", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseRulesTest {
    /// Classes that join the parts of a process: a class named so, or one nested in it.
    private static final DescribedPredicate<JavaClass> WIRING =
            DescribedPredicate.describe("wiring or an entry point", type -> {
                JavaClass outermost = type;
                while (outermost.getEnclosingClass().isPresent()) {
                    outermost = outermost.getEnclosingClass().get();
                }
                return outermost.getSimpleName().endsWith("Wiring")
                        || outermost.getSimpleName().endsWith("Main");
            });

    private static final DescribedPredicate<JavaClass> EDGE_OF_THE_PROCESS =
            WIRING.or(resideInAnyPackage("network.cairn.deploy.cli..", "network.cairn.deploy.local.."));

    @ArchTest
    static final ArchRule modules_dependInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("proofs")
            .definedBy("network.cairn.proofs..")
            .layer("client-sdk")
            .definedBy("network.cairn.client..")
            .layer("storage-node")
            .definedBy("network.cairn.node..")
            .layer("gateway-s3")
            .definedBy("network.cairn.gateway..")
            .layer("chain-anchor")
            .definedBy("network.cairn.chain..")
            .layer("deploy")
            .definedBy("network.cairn.deploy..")
            .withOptionalLayers(true)
            .whereLayer("proofs")
            .mayNotAccessAnyLayer()
            .whereLayer("client-sdk")
            .mayOnlyAccessLayers("proofs")
            .whereLayer("storage-node")
            .mayOnlyAccessLayers("proofs", "client-sdk")
            .whereLayer("gateway-s3")
            .mayOnlyAccessLayers("proofs", "client-sdk")
            .whereLayer("chain-anchor")
            .mayOnlyAccessLayers("proofs", "client-sdk")
            .whereLayer("deploy")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packages_belongToAModule = classes()
            .should()
            .resideInAnyPackage(
                    "network.cairn.proofs..",
                    "network.cairn.client..",
                    "network.cairn.node..",
                    "network.cairn.gateway..",
                    "network.cairn.chain..",
                    "network.cairn.deploy..");

    @ArchTest
    static final ArchRule proofs_arePure = noClasses()
            .that()
            .resideInAPackage("network.cairn.proofs..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.net..",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.util.concurrent..",
                            "io.vertx..",
                            "io.netty..",
                            "org.slf4j..")
                    .or(DescribedPredicate.describe(
                            "java.io, but for what a caller's reader throws, and streams in memory",
                            type -> type.getPackageName().equals("java.io")
                                    && !Set.of("IOException", "Serializable", "ByteArrayOutputStream")
                                            .contains(type.getSimpleName())))
                    .or(JavaClass.Predicates.assignableTo(Thread.class))
                    .or(JavaClass.Predicates.assignableTo(Lock.class))
                    .or(JavaClass.Predicates.assignableTo(InstantSource.class)))
            .because("the protocol's core does no input or output and knows no clocks and threads");

    @ArchTest
    static final ArchRule vertx_stopsAtTheDoor = noClasses()
            .that(not(WIRING).and(not(resideInAnyPackage("..http..", "..rpc..", "..transport..", "..net.."))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx..").or(resideInAPackage("io.netty..")))
            .because("inside is blocking code on virtual threads");

    @ArchTest
    static final ArchRule packages_areNamedAfterFeatures = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..helper..",
                    "..helpers..",
                    "..manager..",
                    "..impl..",
                    "..misc..");

    @ArchTest
    static final ArchRule classes_areNamedAfterWhatTheyAre = noClasses()
            .that()
            .areTopLevelClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule time_arrivesByConstructor = noClasses()
            .that(not(EDGE_OF_THE_PROCESS))
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .because("a seed must replay everything");

    @ArchTest
    static final ArchRule randomness_arrivesByConstructor = noClasses()
            .that(not(EDGE_OF_THE_PROCESS))
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "makes a source of randomness",
                    call -> call.getTargetOwner().isAssignableTo(Random.class)))
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current")
            .because("a seed must replay everything");
}
