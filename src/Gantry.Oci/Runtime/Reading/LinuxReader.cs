namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads what only Linux has.</summary>
internal static class LinuxReader
{
    public static LinuxConfig Linux(DocumentNode node) => new()
    {
        Namespaces = node.List("namespaces", Namespace),
        UidMappings = node.List("uidMappings", IdMapping),
        GidMappings = node.List("gidMappings", IdMapping),
        TimeOffsets = node.Map("timeOffsets", TimeOffset),
        Devices = node.List("devices", Device),
        CgroupsPath = node.Text("cgroupsPath"),
        Resources = node.Object("resources", ResourcesReader.Resources),
        IntelRdt = node.Object("intelRdt", IntelRdt),
        Sysctl = node.TextMap("sysctl"),
        Seccomp = node.Object("seccomp", SeccompReader.Seccomp),
        RootfsPropagation = node.Text("rootfsPropagation"),
        MaskedPaths = node.Texts("maskedPaths"),
        ReadonlyPaths = node.Texts("readonlyPaths"),
        MountLabel = node.Text("mountLabel"),
        Personality = node.Object("personality", Personality),
    };

    public static LinuxIdMapping IdMapping(DocumentNode node) => new()
    {
        ContainerID = node.Number<uint>("containerID") ?? 0,
        HostID = node.Number<uint>("hostID") ?? 0,
        Size = node.Number<uint>("size") ?? 0,
    };

    private static LinuxNamespace Namespace(DocumentNode node) => new()
    {
        Type = node.Text("type") ?? "",
        Path = node.Text("path"),
    };

    private static LinuxTimeOffset TimeOffset(DocumentNode node) => new()
    {
        Secs = node.Number<long>("secs") ?? 0,
        Nanosecs = node.Number<uint>("nanosecs") ?? 0,
    };

    private static LinuxDevice Device(DocumentNode node) => new()
    {
        Path = node.Text("path") ?? "",
        Type = node.Text("type") ?? "",
        Major = node.Number<long>("major") ?? 0,
        Minor = node.Number<long>("minor") ?? 0,
        FileMode = node.Number<uint>("fileMode"),
        Uid = node.Number<uint>("uid"),
        Gid = node.Number<uint>("gid"),
    };

    private static LinuxPersonality Personality(DocumentNode node) => new()
    {
        Domain = node.Text("domain") ?? "",
        Flags = node.Texts("flags"),
    };

    private static LinuxIntelRdt IntelRdt(DocumentNode node) => new()
    {
        ClosID = node.Text("closID"),
        L3CacheSchema = node.Text("l3CacheSchema"),
        MemBwSchema = node.Text("memBwSchema"),
        EnableCMT = node.Flag("enableCMT") ?? false,
        EnableMBM = node.Flag("enableMBM") ?? false,
    };
}
