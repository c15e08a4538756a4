namespace Gantry.EndToEnd.Harness;

/// <summary>Tests whose plugins every engine of the host finds, and would ask for volumes: they run when no other engine does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostPlugins
{
    public const string Name = "plugins of the host";
}
