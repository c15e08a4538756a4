using Gantry.Linux.Capabilities;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>The process part of a specification: environment, capabilities, limits.</summary>
internal static class ProcessSpec
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The environment in Docker's order: PATH, HOSTNAME, TERM, the links', the user's, HOME, which is never empty. An entry without <c>=</c> takes its name away.</summary>
    public static IReadOnlyList<string> Environment(ContainerConfig config, string home, IReadOnlyList<string> linked)
    {
        var environment = new List<string> { DefaultPath, "HOSTNAME=" + config.Hostname };
        if (config.Tty)
            environment.Add("TERM=xterm");
        environment.AddRange(linked);
        Merge(environment, config.Env ?? []);
        if (!environment.Exists(e => e.StartsWith("HOME=", StringComparison.Ordinal) && e.Length > "HOME=".Length))
        {
            environment.Remove("HOME=");
            environment.Add("HOME=" + home);
        }

        return environment;
    }

    /// <summary>Sets or removes entries by name, in place.</summary>
    public static void Merge(List<string> environment, IReadOnlyList<string> changes)
    {
        foreach (var change in changes)
        {
            var equals = change.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? change : change[..equals];
            var at = environment.FindIndex(e => e.AsSpan().StartsWith(name) && e.Length > name.Length && e[name.Length] == '=');
            if (equals < 0)
            {
                if (at >= 0)
                    environment.RemoveAt(at);
            }
            else if (at >= 0)
            {
                environment[at] = change;
            }
            else
            {
                environment.Add(change);
            }
        }
    }

    public static IReadOnlyList<string> CapabilitiesOf(HostConfig host) => CapabilitySet.Resolve(host.CapAdd ?? [], host.CapDrop ?? [], host.Privileged);

    /// <summary>Root gets the set as effective; another user only what its programs bring (Docker's rule, without ambient capabilities).</summary>
    public static LinuxCapabilities Sets(IReadOnlyList<string> capabilities, User user) => new()
    {
        Bounding = capabilities,
        Effective = user.Uid == 0 ? capabilities : [],
        Permitted = user.Uid == 0 ? capabilities : [],
        Inheritable = [],
        Ambient = [],
    };

    public static IReadOnlyList<PosixRlimit> Limits(IReadOnlyList<Ulimit>? own, IReadOnlyList<Ulimit> defaults)
    {
        var byName = new SortedDictionary<string, Ulimit>(StringComparer.Ordinal);
        foreach (var limit in defaults.Concat(own ?? []))
            byName[limit.Name] = limit;
        return [.. byName.Values.Select(l => new PosixRlimit { Type = "RLIMIT_" + l.Name.ToUpperInvariant(), Soft = (ulong)l.Soft, Hard = (ulong)l.Hard })];
    }

    /// <summary>Finds wrong limits before anything is made.</summary>
    public static void Check(IReadOnlyList<Ulimit>? limits)
    {
        foreach (var limit in limits ?? [])
        {
            if (!Names.Contains(limit.Name))
                throw new GantryException(ErrorKind.Invalid, $"invalid ulimit type: {limit.Name}");
            if (limit.Hard != -1 && (limit.Soft > limit.Hard || limit.Soft == -1))
                throw new GantryException(ErrorKind.Invalid, $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    private static readonly HashSet<string> Names =
        ["as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"];
}
