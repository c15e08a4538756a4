using System.Globalization;

using Gantry.Compose.Model;

namespace Gantry.Compose.Plan;

/// <summary>How containers are called.</summary>
internal static class ContainerNames
{
    /// <summary>The name of a service's container: its own, or made of project, service and number.</summary>
    public static string Of(string project, Service service, int number, string separator) => service.ContainerName is { Length: > 0 } name
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{project}{separator}{service.Name}{separator}{number}");
}
