namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads limits of control groups.</summary>
internal static class ResourcesReader
{
    public static LinuxResources Resources(DocumentNode node) => new()
    {
        Devices = node.List("devices", Device),
        Memory = node.Object("memory", Memory),
        Cpu = node.Object("cpu", Cpu),
        Pids = node.Object("pids", static n => new LinuxPids { Limit = n.Number<long>("limit") }),
        BlockIO = node.Object("blockIO", BlockIO),
        HugepageLimits = node.List("hugepageLimits", HugepageLimit),
        Network = node.Object("network", Network),
        Rdma = node.Map("rdma", Rdma),
        Unified = node.TextMap("unified"),
    };

    private static LinuxDeviceCgroup Device(DocumentNode node) => new()
    {
        Allow = node.Flag("allow") ?? false,
        Type = node.Text("type"),
        Major = node.Number<long>("major"),
        Minor = node.Number<long>("minor"),
        Access = node.Text("access"),
    };

    private static LinuxMemory Memory(DocumentNode node) => new()
    {
        Limit = node.Number<long>("limit"),
        Reservation = node.Number<long>("reservation"),
        Swap = node.Number<long>("swap"),
        Kernel = node.Number<long>("kernel"),
        KernelTCP = node.Number<long>("kernelTCP"),
        Swappiness = node.Number<ulong>("swappiness"),
        DisableOOMKiller = node.Flag("disableOOMKiller"),
        UseHierarchy = node.Flag("useHierarchy"),
        CheckBeforeUpdate = node.Flag("checkBeforeUpdate"),
    };

    private static LinuxCpu Cpu(DocumentNode node) => new()
    {
        Shares = node.Number<ulong>("shares"),
        Quota = node.Number<long>("quota"),
        Burst = node.Number<ulong>("burst"),
        Period = node.Number<ulong>("period"),
        RealtimeRuntime = node.Number<long>("realtimeRuntime"),
        RealtimePeriod = node.Number<ulong>("realtimePeriod"),
        Cpus = node.Text("cpus"),
        Mems = node.Text("mems"),
        Idle = node.Number<long>("idle"),
    };

    private static LinuxBlockIO BlockIO(DocumentNode node) => new()
    {
        Weight = node.Number<ushort>("weight"),
        LeafWeight = node.Number<ushort>("leafWeight"),
        WeightDevice = node.List("weightDevice", WeightDevice),
        ThrottleReadBpsDevice = node.List("throttleReadBpsDevice", ThrottleDevice),
        ThrottleWriteBpsDevice = node.List("throttleWriteBpsDevice", ThrottleDevice),
        ThrottleReadIOPSDevice = node.List("throttleReadIOPSDevice", ThrottleDevice),
        ThrottleWriteIOPSDevice = node.List("throttleWriteIOPSDevice", ThrottleDevice),
    };

    private static LinuxWeightDevice WeightDevice(DocumentNode node) => new()
    {
        Major = node.Number<long>("major") ?? 0,
        Minor = node.Number<long>("minor") ?? 0,
        Weight = node.Number<ushort>("weight"),
        LeafWeight = node.Number<ushort>("leafWeight"),
    };

    private static LinuxThrottleDevice ThrottleDevice(DocumentNode node) => new()
    {
        Major = node.Number<long>("major") ?? 0,
        Minor = node.Number<long>("minor") ?? 0,
        Rate = node.Number<ulong>("rate") ?? 0,
    };

    private static LinuxHugepageLimit HugepageLimit(DocumentNode node) => new()
    {
        PageSize = node.Text("pageSize") ?? "",
        Limit = node.Number<ulong>("limit") ?? 0,
    };

    private static LinuxNetwork Network(DocumentNode node) => new()
    {
        ClassID = node.Number<uint>("classID"),
        Priorities = node.List("priorities", static n => new LinuxInterfacePriority { Name = n.Text("name") ?? "", Priority = n.Number<uint>("priority") ?? 0 }),
    };

    private static LinuxRdma Rdma(DocumentNode node) => new()
    {
        HcaHandles = node.Number<uint>("hcaHandles"),
        HcaObjects = node.Number<uint>("hcaObjects"),
    };
}
