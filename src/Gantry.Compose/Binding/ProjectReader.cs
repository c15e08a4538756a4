using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads a normalized tree as a project.</summary>
internal static class ProjectReader
{
    /// <summary>The project of <paramref name="root"/> with every service enabled.</summary>
    /// <exception cref="ComposeException">A value has the wrong form.</exception>
    public static Project Read(MapNode root, string name, string directory, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            return Bind(root, name, directory, environment);
        }
        catch (BindingException wrong)
        {
            throw wrong.Report();
        }
    }

    private static Project Bind(MapNode root, string name, string directory, IReadOnlyDictionary<string, string> environment) => new()
    {
        Name = name,
        WorkingDirectory = directory,
        Environment = environment,
        Services = root.Named("services", ServiceReader.Read),
        Networks = root.Named("networks", ResourceReader.Network),
        Volumes = root.Named("volumes", ResourceReader.Volume),
        Secrets = root.Named("secrets", (_, map) => ResourceReader.File(map)),
        Configs = root.Named("configs", (_, map) => ResourceReader.File(map)),
        Models = root.Named("models", (_, map) => ResourceReader.Model(map)),
        Extensions = root.Extensions(),
    };
}
