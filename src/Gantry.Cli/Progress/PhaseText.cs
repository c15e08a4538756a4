using Gantry.Cli.Bootstrap;

namespace Gantry.Cli.Progress;

/// <summary>The phases in words.</summary>
internal static class PhaseText
{
    public static string Of(Phase phase) => phase switch
    {
        Phase.Index => "Checking the archive",
        Phase.Download => "Downloading",
        Phase.Unpack => "Unpacking",
        Phase.Configure => "Configuring",
        _ => "Importing",
    };
}
