using Gantry.Build.Dockerfiles;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Watching;

/// <summary>One rule of a service: which files it is about, and where they are in its containers.</summary>
internal sealed class WatchRule
{
    /// <summary>What editors leave beside the files they write, and what versions are kept in.</summary>
    private static readonly IgnoreRules Fleeting = IgnoreRules.Of(
    [
        "**/.git", "**/.idea", "**/*~", "**/*.swp", "**/*.swx", "**/*.swpx", "**/.#*", "**/#*#", "**/4913", "**/.*.kate-swp", "**/.*.un~", "**/.goutputstream-*",
        "**/*___jb_tmp___", "**/*___jb_old___",
    ]);

    private readonly IgnoreRules ignore;
    private readonly IgnoreRules? include;
    private readonly IgnoreRules context;
    private readonly string contextPath;

    /// <param name="service">The service.</param>
    /// <param name="trigger">The rule in the file.</param>
    /// <param name="contextPath">The directory the service is built from; empty: none.</param>
    /// <param name="context">What a build leaves out.</param>
    public WatchRule(string service, WatchTrigger trigger, string contextPath, IgnoreRules context)
    {
        (Service, Trigger, this.contextPath, this.context) = (service, trigger, contextPath, context);
        ignore = IgnoreRules.Of(trigger.Ignore);
        include = trigger.Include.Count > 0 ? IgnoreRules.Of(trigger.Include) : null;
    }

    public string Service { get; }

    public WatchTrigger Trigger { get; }

    /// <summary>Where a file of the host is in the containers; null: the rule is not about it. Empty where the rule copies nothing.</summary>
    /// <param name="path">The file.</param>
    public string? Find(string path)
    {
        if (Below(Trigger.Path, path) is not { } relative)
            return null;
        if (relative.Length > 0 && (ignore.Matches(relative) || Fleeting.Matches(relative) || (include is not null && !include.Matches(relative))))
            return null;
        if (contextPath.Length > 0 && Below(contextPath, path) is { Length: > 0 } inContext && context.Matches(inContext))
            return null;
        return string.IsNullOrEmpty(Trigger.Target) ? "" : relative.Length == 0 ? Trigger.Target : $"{Trigger.Target.TrimEnd('/')}/{relative}";
    }

    /// <summary>A path relative to a directory it is in, or is; null: it is outside.</summary>
    private static string? Below(string directory, string path)
    {
        var relative = Path.GetRelativePath(directory, path);
        return relative == "." ? "" : relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }
}
