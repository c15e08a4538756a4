namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads processes.</summary>
internal static class ProcessReader
{
    public static Process Process(DocumentNode node) => new()
    {
        Terminal = node.Flag("terminal") ?? false,
        ConsoleSize = node.Object("consoleSize", Size),
        User = node.Object("user", User) ?? new User(),
        Args = node.Texts("args"),
        Env = node.Texts("env"),
        Cwd = node.Text("cwd") ?? new Process().Cwd,
        Capabilities = node.Object("capabilities", Capabilities),
        Rlimits = node.List("rlimits", Rlimit),
        NoNewPrivileges = node.Flag("noNewPrivileges") ?? false,
        ApparmorProfile = node.Text("apparmorProfile"),
        OomScoreAdj = node.Number<int>("oomScoreAdj"),
        SelinuxLabel = node.Text("selinuxLabel"),
        Scheduler = node.Object("scheduler", Scheduler),
        IoPriority = node.Object("ioPriority", IoPriority),
        ExecCPUAffinity = node.Object("execCPUAffinity", Affinity),
    };

    private static ConsoleSize Size(DocumentNode node) => new()
    {
        Height = node.Number<uint>("height") ?? 0,
        Width = node.Number<uint>("width") ?? 0,
    };

    private static User User(DocumentNode node) => new()
    {
        Uid = node.Number<uint>("uid") ?? 0,
        Gid = node.Number<uint>("gid") ?? 0,
        Umask = node.Number<uint>("umask"),
        AdditionalGids = node.List("additionalGids", static n => n.Number<uint>()),
        Username = node.Text("username"),
    };

    private static LinuxCapabilities Capabilities(DocumentNode node) => new()
    {
        Bounding = node.Texts("bounding"),
        Effective = node.Texts("effective"),
        Inheritable = node.Texts("inheritable"),
        Permitted = node.Texts("permitted"),
        Ambient = node.Texts("ambient"),
    };

    private static PosixRlimit Rlimit(DocumentNode node) => new()
    {
        Type = node.Text("type") ?? "",
        Hard = node.Number<ulong>("hard") ?? 0,
        Soft = node.Number<ulong>("soft") ?? 0,
    };

    private static Scheduler Scheduler(DocumentNode node) => new()
    {
        Policy = node.Text("policy") ?? "",
        Nice = node.Number<int>("nice"),
        Priority = node.Number<int>("priority"),
        Flags = node.Texts("flags"),
        Runtime = node.Number<ulong>("runtime"),
        Deadline = node.Number<ulong>("deadline"),
        Period = node.Number<ulong>("period"),
    };

    private static LinuxIOPriority IoPriority(DocumentNode node) => new()
    {
        Class = node.Text("class") ?? "",
        Priority = node.Number<int>("priority") ?? 0,
    };

    private static CpuAffinity Affinity(DocumentNode node) => new()
    {
        Initial = node.Text("initial"),
        Final = node.Text("final"),
    };
}
