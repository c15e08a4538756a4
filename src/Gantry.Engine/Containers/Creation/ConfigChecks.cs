using Gantry.Linux.Processes;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds wrong settings of what the user wants to run; the texts are Docker's.</summary>
internal static class ConfigChecks
{
    public static void Check(ContainerConfig config)
    {
        foreach (var entry in config.Env ?? [])
        {
            if (entry.Length == 0 || entry[0] == '=')
                throw Invalid($"invalid environment variable: {entry}");
        }

        if (config.WorkingDir.Length > 0 && !config.WorkingDir.StartsWith('/'))
            throw Invalid($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        if (config.StopSignal is { } signal)
            SignalNames.Parse(signal);
        if (config.Healthcheck is { } health)
            Health(health);
    }

    private static void Health(HealthConfig health)
    {
        Least("Interval", health.Interval);
        Least("Timeout", health.Timeout);
        Least("StartPeriod", health.StartPeriod);
        Least("StartInterval", health.StartInterval);
        if (health.Retries < 0)
            throw Invalid("Retries in Healthcheck cannot be negative");

        static void Least(string name, long nanoseconds)
        {
            if (nanoseconds is not 0 and < 1_000_000)
                throw Invalid($"{name} in Healthcheck cannot be less than 1ms");
        }
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
