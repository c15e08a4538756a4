using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>When a container is started again, as typed: <c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure[:times]</c>.</summary>
internal static class RestartSpec
{
    /// <exception cref="CliException">It is malformed; whether the policy is known is the engine's to say.</exception>
    public static RestartSettings Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2)
            throw new CliException("invalid restart policy format");
        if (parts.Length == 1)
            return new RestartSettings(parts[0], 0);
        return int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? new RestartSettings(parts[0], count)
            : throw new CliException("invalid restart policy format: maximum retry count must be an integer");
    }
}
