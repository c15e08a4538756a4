using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>Which checks are done, and what their findings mean. From the directive <c># check=…</c>, or from the build argument <c>BUILDKIT_DOCKERFILE_CHECK</c>.</summary>
public sealed record CheckOptions
{
    /// <summary>Rules that are skipped.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Whether all rules are skipped but the experimental ones that were asked for.</summary>
    public bool SkipsAll { get; init; }

    /// <summary>Experimental rules that are asked for.</summary>
    public IReadOnlyList<string> Experimental { get; init; } = [];

    /// <summary>Whether all experimental rules are.</summary>
    public bool WantsAllExperimental { get; init; }

    /// <summary>Whether a finding fails the build.</summary>
    public bool FailsOnFindings { get; init; }

    /// <summary>Reads <c>skip=NAMES|all;error=true;experimental=NAMES|all</c>.</summary>
    /// <param name="text">The text; null or blank: the defaults.</param>
    /// <exception cref="DockerfileException">It is wrong. It names no lines.</exception>
    public static CheckOptions Parse(string? text)
    {
        var options = new CheckOptions();
        if (string.IsNullOrWhiteSpace(text)) return options;
        foreach (var part in text.Trim().Split(';', 3))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new DockerfileException($"invalid check option {GoQuote.Of(part)}");
            var (key, value) = (part[..equals].Trim(), part[(equals + 1)..].Trim());
            options = key switch
            {
                "skip" when value == "all" => options with { SkipsAll = true },
                "skip" => options with { Skipped = Names(value) },
                "experimental" when value == "all" => options with { WantsAllExperimental = true },
                "experimental" => options with { Experimental = Names(value) },
                "error" => options with { FailsOnFindings = Flag(part, value) },
                _ => throw new DockerfileException($"invalid check option {GoQuote.Of(key)}"),
            };
        }

        return options;
    }

    /// <summary>Whether a rule is checked.</summary>
    public bool Wants(CheckRule rule) =>
        rule.IsExperimental ? WantsAllExperimental || Experimental.Contains(rule.Name) : !SkipsAll && !Skipped.Contains(rule.Name);

    private static string[] Names(string value) => [.. value.Split(',').Select(n => n.Trim())];

    private static bool Flag(string part, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new DockerfileException($"failed to parse check option {GoQuote.Of(part)}: strconv.ParseBool: parsing {GoQuote.Of(value)}: invalid syntax"),
    };
}
