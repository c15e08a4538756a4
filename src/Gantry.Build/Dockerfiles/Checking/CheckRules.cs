namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The rules: https://docs.docker.com/reference/build-checks/.</summary>
public static class CheckRules
{
    /// <summary>Names of stages are in lower case.</summary>
    public static CheckRule StageNameCasing { get; } = new("StageNameCasing", "Stage names should be lowercase", "stage-name-casing");

    /// <summary>FROM and AS are written alike.</summary>
    public static CheckRule FromAsCasing { get; } = new("FromAsCasing", "The 'as' keyword should match the case of the 'from' keyword", "from-as-casing");

    /// <summary>No empty line within an instruction.</summary>
    public static CheckRule NoEmptyContinuation { get; } = new("NoEmptyContinuation", "Empty continuation lines will become errors in a future release", "no-empty-continuation");

    /// <summary>All keywords are in capitals, or none is.</summary>
    public static CheckRule ConsistentInstructionCasing { get; } = new(
        "ConsistentInstructionCasing", "All commands within the Dockerfile should use the same casing (either upper or lower)", "consistent-instruction-casing");

    /// <summary>No two stages have one name.</summary>
    public static CheckRule DuplicateStageName { get; } = new("DuplicateStageName", "Stage names should be unique", "duplicate-stage-name");

    /// <summary>No stage has a name that means something else.</summary>
    public static CheckRule ReservedStageName { get; } = new("ReservedStageName", "Reserved words should not be used as stage names", "reserved-stage-name");

    /// <summary>CMD and ENTRYPOINT are lists.</summary>
    public static CheckRule JsonArgsRecommended { get; } = new(
        "JSONArgsRecommended", "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals", "json-args-recommended");

    /// <summary>No MAINTAINER.</summary>
    public static CheckRule MaintainerDeprecated { get; } = new(
        "MaintainerDeprecated", "The MAINTAINER instruction is deprecated, use a label instead to define an image author", "maintainer-deprecated");

    /// <summary>FROM names only variables that an ARG above it declares.</summary>
    public static CheckRule UndefinedArgInFrom { get; } = new("UndefinedArgInFrom", "FROM command must use declared ARGs", "undefined-arg-in-from");

    /// <summary>A stage's first WORKDIR is absolute.</summary>
    public static CheckRule WorkdirRelativePath { get; } = new(
        "WorkdirRelativePath",
        "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
        "workdir-relative-path");

    /// <summary>A variable is set before it is used.</summary>
    public static CheckRule UndefinedVar { get; } = new("UndefinedVar", "Variables should be defined before their use", "undefined-var");

    /// <summary>Instructions of which only the last counts are there once.</summary>
    public static CheckRule MultipleInstructionsDisallowed { get; } = new(
        "MultipleInstructionsDisallowed", "Multiple instructions of the same type should not be used in the same stage", "multiple-instructions-disallowed");

    /// <summary>Settings are written with an equals sign.</summary>
    public static CheckRule LegacyKeyValueFormat { get; } = new(
        "LegacyKeyValueFormat", "Legacy key/value format with whitespace separator should not be used", "legacy-key-value-format");

    /// <summary>A base image has the platform that is built for.</summary>
    public static CheckRule InvalidBaseImagePlatform { get; } = new("InvalidBaseImagePlatform", "Base image platform does not match expected target platform", null);

    /// <summary>The platform is not set to what it is anyway.</summary>
    public static CheckRule RedundantTargetPlatform { get; } = new(
        "RedundantTargetPlatform", "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior", "redundant-target-platform");

    /// <summary>Secrets are no variables.</summary>
    public static CheckRule SecretsUsedInArgOrEnv { get; } = new(
        "SecretsUsedInArgOrEnv", "Sensitive data should not be used in the ARG or ENV commands", "secrets-used-in-arg-or-env");

    /// <summary>Without any build argument, bases still have names.</summary>
    public static CheckRule InvalidDefaultArgInFrom { get; } = new(
        "InvalidDefaultArgInFrom", "Default value for global ARG results in an empty or invalid base image name", "invalid-default-arg-in-from");

    /// <summary>The platform is no constant.</summary>
    public static CheckRule FromPlatformFlagConstDisallowed { get; } = new(
        "FromPlatformFlagConstDisallowed", "FROM --platform flag should not use a constant value", "from-platform-flag-const-disallowed");

    /// <summary>What is copied is not ignored.</summary>
    public static CheckRule CopyIgnoredFile { get; } = new(
        "CopyIgnoredFile", "Attempting to Copy file that is excluded by .dockerignore", "copy-ignored-file", IsExperimental: true);

    /// <summary>A comment above a stage or an argument describes it.</summary>
    public static CheckRule InvalidDefinitionDescription { get; } = new(
        "InvalidDefinitionDescription",
        "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
        "invalid-definition-description",
        IsExperimental: true);

    /// <summary>Protocols of ports are in lower case.</summary>
    public static CheckRule ExposeProtoCasing { get; } = new("ExposeProtoCasing", "Protocol in EXPOSE instruction should be lowercase", "expose-proto-casing");

    /// <summary>EXPOSE names ports of the container only.</summary>
    public static CheckRule ExposeInvalidFormat { get; } = new(
        "ExposeInvalidFormat",
        "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
        "expose-invalid-format");

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, CheckRule> ByName { get; } = new CheckRule[]
    {
        StageNameCasing, FromAsCasing, NoEmptyContinuation, ConsistentInstructionCasing, DuplicateStageName, ReservedStageName, JsonArgsRecommended, MaintainerDeprecated,
        UndefinedArgInFrom, WorkdirRelativePath, UndefinedVar, MultipleInstructionsDisallowed, LegacyKeyValueFormat, InvalidBaseImagePlatform, RedundantTargetPlatform,
        SecretsUsedInArgOrEnv, InvalidDefaultArgInFrom, FromPlatformFlagConstDisallowed, CopyIgnoredFile, InvalidDefinitionDescription, ExposeProtoCasing, ExposeInvalidFormat,
    }.ToDictionary(r => r.Name, StringComparer.Ordinal);
}
