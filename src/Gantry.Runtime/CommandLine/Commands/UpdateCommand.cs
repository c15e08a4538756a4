using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime.Reading;
using Gantry.Oci.Runtime;
using Gantry.Oci.Text;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>update</c>: changes limits of a container; what is not given stays.</summary>
internal sealed class UpdateCommand : RuntimeCommand
{
    public override string Name => "update";

    public override string Summary => "update container resource constraints";

    public override string Description =>
        """
        The limits are given by flags, or as a document of the specification's resources from a file or, with "-r -",
        from the standard input: then all other flags are ignored.
        """;

    public override IReadOnlyList<RuntimeFlag> Flags =>
    [
        new("resources, r", RuntimeFlagKind.Text, "path to the file containing the resources to update or '-' to read from the standard input"),
        new("blkio-weight", RuntimeFlagKind.Number, "Specifies per cgroup weight, range is from 10 to 1000", "0"),
        new("cpu-period", RuntimeFlagKind.Text, "CPU CFS period to be used for hardcapping (in usecs). 0 to use system default"),
        new("cpu-quota", RuntimeFlagKind.Text, "CPU CFS hardcap limit (in usecs). Allowed cpu time in a given period"),
        new("cpu-burst", RuntimeFlagKind.Text, "CPU CFS hardcap burst limit (in usecs). Allowed accumulated cpu time additionally for burst a given period"),
        new("cpu-share", RuntimeFlagKind.Text, "CPU shares (relative weight vs. other containers)"),
        new("cpu-rt-period", RuntimeFlagKind.Text, "CPU realtime period to be used for hardcapping (in usecs). 0 to use system default"),
        new("cpu-rt-runtime", RuntimeFlagKind.Text, "CPU realtime hardcap limit (in usecs). Allowed cpu time in a given period"),
        new("cpuset-cpus", RuntimeFlagKind.Text, "CPU(s) to use"),
        new("cpuset-mems", RuntimeFlagKind.Text, "Memory node(s) to use"),
        new("kernel-memory", RuntimeFlagKind.Text, "(obsoleted; do not use)") { IsHidden = true },
        new("kernel-memory-tcp", RuntimeFlagKind.Text, "(obsoleted; do not use)") { IsHidden = true },
        new("memory", RuntimeFlagKind.Text, "Memory limit (in bytes)"),
        new("cpu-idle", RuntimeFlagKind.Text, "set cgroup SCHED_IDLE or not, 0: default behavior, 1: SCHED_IDLE"),
        new("memory-reservation", RuntimeFlagKind.Text, "Memory reservation or soft_limit (in bytes)"),
        new("memory-swap", RuntimeFlagKind.Text, "Total memory usage (memory + swap); set '-1' to enable unlimited swap"),
        new("pids-limit", RuntimeFlagKind.Number, "Maximum number of pids allowed in the container", "0"),
        new("l3-cache-schema", RuntimeFlagKind.Text, "The string of Intel RDT/CAT L3 cache schema"),
        new("mem-bw-schema", RuntimeFlagKind.Text, "The string of Intel RDT/MBA memory bandwidth schema"),
    ];

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        if (container.Status() == ContainerStatus.Stopped)
            throw new GantryException(ErrorKind.Conflict, "container not running");
        if (arguments.IsSet("l3-cache-schema"))
            throw new GantryException(ErrorKind.Invalid, "Intel RDT/CAT: l3 cache schema is not enabled");
        if (arguments.IsSet("mem-bw-schema"))
            throw new GantryException(ErrorKind.Invalid, "Intel RDT/MBA: memory bandwidth schema is not enabled");
        var resources = arguments.Text("resources") is { Length: > 0 } path ? Read(path) : Of(arguments);
        if (resources.Memory is { Kernel: not null } or { KernelTCP: not null })
            context.Log.Warn("Kernel memory settings are ignored and will be removed");

        // Zero is "not given" here, and other programs may have changed the devices.
        if (resources.Pids?.Limit == 0)
            resources = resources with { Pids = null };
        container.Limit(resources with { Devices = null }, context.Log.Warn);
        return 0;
    }

    private static LinuxResources Read(string path)
    {
        using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var text = new MemoryStream();
        input.CopyTo(text);
        return RuntimeDocument.Read(path, text.ToArray(), RuntimeDocuments.Resources);
    }

    private static LinuxResources Of(RuntimeArguments arguments) => new()
    {
        BlockIO = arguments.Number("blkio-weight") is { } weight and not 0 ? new LinuxBlockIO { Weight = (ushort)weight } : null,
        Pids = arguments.Number("pids-limit") is { } tasks ? new LinuxPids { Limit = tasks } : null,
        Cpu = new LinuxCpu
        {
            Cpus = arguments.Text("cpuset-cpus"),
            Mems = arguments.Text("cpuset-mems"),
            Idle = Signed(arguments, "cpu-idle"),
            Burst = Unsigned(arguments, "cpu-burst"),
            Period = Unsigned(arguments, "cpu-period"),
            RealtimePeriod = Unsigned(arguments, "cpu-rt-period"),
            Shares = Unsigned(arguments, "cpu-share"),
            Quota = Signed(arguments, "cpu-quota"),
            RealtimeRuntime = Signed(arguments, "cpu-rt-runtime"),
        },
        Memory = new LinuxMemory
        {
            Limit = Bytes(arguments, "memory"),
            Swap = Bytes(arguments, "memory-swap"),
            Reservation = Bytes(arguments, "memory-reservation"),
            Kernel = Bytes(arguments, "kernel-memory"),
            KernelTCP = Bytes(arguments, "kernel-memory-tcp"),
        },
    };

    private static ulong? Unsigned(RuntimeArguments arguments, string name) => arguments.Text(name) is not { Length: > 0 } text ? null
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Fault(name, "ParseUint", text);

    private static long? Signed(RuntimeArguments arguments, string name) => arguments.Text(name) is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Fault(name, "ParseInt", text);

    private static long? Bytes(RuntimeArguments arguments, string name)
    {
        if (arguments.Text(name) is not { Length: > 0 } text)
            return null;
        if (text == "-1")
            return -1;
        try
        {
            return ByteSize.Parse(text);
        }
        catch (FormatException)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid value for {name}: " + (text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.') is var suffix && suffix.Length < text.Length
                ? $"invalid suffix: '{suffix.TrimStart()}'" : $"invalid size: '{text}'"));
        }
    }

    /// <summary>As runc words it.</summary>
    private static GantryException Fault(string name, string function, string text) => new(ErrorKind.Invalid, $"invalid value for {name}: strconv.{function}: parsing \"{text}\": invalid syntax");
}
