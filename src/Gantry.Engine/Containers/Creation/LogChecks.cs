using Gantry.Engine.Logs;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds log drivers that are not there and options they do not know.</summary>
internal static class LogChecks
{
    /// <summary>What is wrong before a container is made; the values of a driver's own options are read when it starts.</summary>
    public static void Check(LogConfig config)
    {
        var driver = config.Type.Length == 0 ? "json-file" : config.Type;
        if (!LogDrivers.IsKnown(driver))
            throw new GantryException(ErrorKind.Invalid, $"error looking up logging plugin {driver}: plugin \"{driver}\" not found");
        LogDrivers.Check(driver, config.Config ?? []);
    }
}
