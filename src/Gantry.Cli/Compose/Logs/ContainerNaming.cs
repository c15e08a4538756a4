using System.Globalization;

using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Logs;

/// <summary>What a container is called in a log: without the project's name, unless its own is one a user chose.</summary>
internal static class ContainerNaming
{
    public static string Of(ObservedContainer container, string separator) =>
        Of(container.Name, container.Label(ComposeLabels.Project), container.Service, container.Label(ComposeLabels.Number), separator);

    public static string Of(string name, string project, string service, string number, string separator) =>
        name == string.Create(CultureInfo.InvariantCulture, $"{project}{separator}{service}{separator}{number}") ? name[(project.Length + 1)..] : name;
}
