using System.Diagnostics.CodeAnalysis;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Oci.References;

/// <summary>The name of an image: domain, path, tag and digest, after the grammar of the distribution project. "busybox" is
/// "docker.io/library/busybox" in full (<see cref="Name"/>) and "busybox" to people (<see cref="FamiliarName"/>).</summary>
public sealed record Reference
{
    /// <summary>The domain of names without one.</summary>
    public const string DefaultDomain = "docker.io";

    /// <summary>The tag meant when neither tag nor digest is given.</summary>
    public const string DefaultTag = "latest";

    private const string LegacyDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const int NameLimit = 255;

    private Reference(string domain, string path, string? tag, Digest digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry, with its port if it has one.</summary>
    public string Domain { get; }

    /// <summary>The repository inside the registry, "library/busybox".</summary>
    public string Path { get; }

    /// <summary>The tag, if one is given.</summary>
    public string? Tag { get; private init; }

    /// <summary>The digest, empty if none is given.</summary>
    public Digest Digest { get; private init; }

    /// <summary>Domain and path, "docker.io/library/busybox".</summary>
    public string Name => $"{Domain}/{Path}";

    /// <summary>The name as people write it, "busybox".</summary>
    public string FamiliarName => Domain != DefaultDomain ? Name
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !Path.AsSpan(OfficialPrefix.Length).Contains('/')
            ? Path[OfficialPrefix.Length..]
            : Path;

    /// <summary>Whether neither tag nor digest is given.</summary>
    public bool IsNameOnly => Tag is null && Digest.IsEmpty;

    /// <summary>The reference as people write it, "busybox:latest".</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The reference in full, "docker.io/library/busybox:latest".</summary>
    public string Canonical => Name + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest.IsEmpty ? "" : "@" + Digest.Value);

    /// <summary>Reads a reference as people write it.</summary>
    /// <param name="text">For example "busybox", "localhost:5000/a/b:1" or "debian@sha256:…".</param>
    /// <exception cref="GantryException">Invalid, in Docker's words.</exception>
    public static Reference Parse(string text) => Check(text, out var reference) is { } fault
        ? throw new GantryException(ErrorKind.Invalid, fault)
        : reference!;

    /// <summary>Reads a reference if the text is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">The reference.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Reference? reference) => Check(text, out reference) is null;

    /// <summary>This reference, with the tag "latest" if it had neither tag nor digest.</summary>
    public Reference WithDefaultTag() => IsNameOnly ? this with { Tag = DefaultTag } : this;

    /// <summary>The same name with this tag and no digest.</summary>
    /// <param name="tag">The tag.</param>
    /// <exception cref="GantryException">Invalid: no tag.</exception>
    public Reference WithTag(string tag) => Grammar.IsTag(tag)
        ? this with { Tag = tag, Digest = default }
        : throw new GantryException(ErrorKind.Invalid, "invalid tag format");

    /// <summary>The same name with this digest and no tag.</summary>
    /// <param name="digest">The digest.</param>
    public Reference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>The same name without tag and digest.</summary>
    public Reference NameOnly() => this with { Tag = null, Digest = default };

    /// <summary>The canonical text.</summary>
    public override string ToString() => Canonical;

    private static string? Check(string text, out Reference? reference)
    {
        const string malformed = "invalid reference format";
        reference = null;
        if (text.Length == 0) return malformed;
        if (Grammar.IsIdentifier(text))
            return $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";

        var (domain, remainder) = SplitDomain(text);
        var at = remainder.IndexOf('@', StringComparison.Ordinal);
        var beforeDigest = at < 0 ? remainder : remainder[..at];
        var colon = beforeDigest.IndexOf(':', beforeDigest.LastIndexOf('/') + 1);
        var path = colon < 0 ? beforeDigest : beforeDigest[..colon];
        var firstColon = remainder.IndexOf(':', StringComparison.Ordinal);
        var remote = firstColon < 0 ? remainder : remainder[..firstColon];
        if (remote.AsSpan().ContainsAnyInRange('A', 'Z'))
            return $"invalid reference format: repository name ({remote}) must be lowercase";

        var tag = colon < 0 ? null : beforeDigest[(colon + 1)..];
        if (!Grammar.IsDomain(domain) || !Grammar.IsPath(path) || (tag is not null && !Grammar.IsTag(tag))) return malformed;
        if (path.Length > NameLimit) return $"repository name must not be more than {NameLimit} characters";
        Digest digest = default;
        if (at >= 0)
        {
            var digestText = remainder[(at + 1)..];
            if (!Grammar.IsDigestShaped(digestText)) return malformed;
            if (Digest.Check(digestText, out digest) is { } fault) return fault;
        }

        reference = new Reference(domain, path, tag, digest);
        return null;
    }

    /// <summary>The first component is a domain when it looks like a host: a dot, a colon, "localhost" or an upper-case letter.</summary>
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : text[..slash];
        var isDomain = slash >= 0 && (first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.AsSpan().ContainsAnyInRange('A', 'Z'));
        var (domain, remainder) = isDomain ? (first, text[(slash + 1)..]) : (DefaultDomain, text);
        if (domain == LegacyDomain) domain = DefaultDomain;
        if (domain == DefaultDomain && !remainder.Contains('/', StringComparison.Ordinal)) remainder = OfficialPrefix + remainder;
        return (domain, remainder);
    }
}
