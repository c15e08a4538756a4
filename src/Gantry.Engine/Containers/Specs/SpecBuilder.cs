using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>From what the user wants and what the host gave to the OCI runtime specification of one run.</summary>
internal static class SpecBuilder
{
    public const string InitPath = "/sbin/docker-init";

    public static RuntimeSpec Build(Container container, LaunchFacts facts)
    {
        var config = container.Config;
        var host = container.HostConfig;
        var security = SecurityOptions.Parse(host);
        var capabilities = ProcessSpec.CapabilitiesOf(host);
        IEnumerable<string> args = [container.Path, .. container.Args];
        if (facts.Init is not null)
            args = [InitPath, "--", .. args];
        return new RuntimeSpec
        {
            OciVersion = "1.2.1",
            Process = new Process
            {
                Terminal = config.Tty,
                ConsoleSize = host.ConsoleSize is [> 0, > 0] ? new ConsoleSize { Height = (uint)host.ConsoleSize[0], Width = (uint)host.ConsoleSize[1] } : null,
                User = facts.User,
                Args = [.. args],
                Env = ProcessSpec.Environment(config, facts.Home, facts.Environment),
                Cwd = config.WorkingDir.Length == 0 ? "/" : config.WorkingDir,
                Capabilities = ProcessSpec.Sets(capabilities, facts.User),
                Rlimits = ProcessSpec.Limits(host.Ulimits, facts.DefaultUlimits),
                NoNewPrivileges = security.NoNewPrivileges ?? facts.NoNewPrivileges,
                OomScoreAdj = host.OomScoreAdj,
            },
            Root = new Root { Path = facts.RootDirectory, Readonly = host.ReadonlyRootfs },
            Hostname = host.UTSMode == "host" ? null : config.Hostname,
            Domainname = host.UTSMode == "host" || config.Domainname.Length == 0 ? null : config.Domainname,
            Mounts = MountsSpec.Build(container, facts),
            Annotations = host.Annotations,
            Linux = new LinuxConfig
            {
                Namespaces = NamespacesSpec.Build(host, facts),
                UidMappings = facts.UserSpace?.Ids.Users,
                GidMappings = facts.UserSpace?.Ids.Groups,
                CgroupsPath = facts.CgroupPath,
                Devices = DevicesSpec.Devices(host),
                Resources = ResourcesSpec.Build(host),
                RootfsPropagation = facts.RootPropagation,
                Sysctl = NamespacesSpec.Sysctls(host, facts),
                Seccomp = security.Seccomp(host, capabilities, facts.SeccompProfile),
                MaskedPaths = host.MaskedPaths ?? [],
                ReadonlyPaths = host.ReadonlyPaths ?? [],
            },
        };
    }
}
