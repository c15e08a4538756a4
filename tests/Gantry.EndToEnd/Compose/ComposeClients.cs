using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>The two programs that bring up projects.</summary>
internal static class ComposeClients
{
    /// <summary>Docker's Compose, which test.sh takes out of Debian's package.</summary>
    public static string Theirs { get; } = Path.Combine(BaseImages.Folder, "compose", "docker-compose");

    /// <summary><c>gantry compose</c>.</summary>
    public static string Ours { get; } = $"{EngineBinary.Client} compose";
}
