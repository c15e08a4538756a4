using Gantry.Cli.Client;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>The context that is made of the flags and the environment.</summary>
internal static class DefaultContext
{
    public const string Description = "Current DOCKER_HOST based configuration";

    /// <summary>What stands where others have a path.</summary>
    public const string Place = "<IN MEMORY>";

    /// <summary>The address of its engine.</summary>
    public static string Host => EngineAddress.Choose(null, null).Text;

    /// <summary>As a context among the others.</summary>
    /// <param name="described">Whether it has a description, as lists and copies show it.</param>
    public static EngineContext Make(bool described) =>
        new(ContextStore.Default, EngineContext.Describe(ContextStore.Default, described ? Description : "", Host, skipsVerification: false), "");
}
