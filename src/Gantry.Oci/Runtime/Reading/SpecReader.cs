namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads what every platform has.</summary>
internal static class SpecReader
{
    public static RuntimeSpec Spec(DocumentNode node) => new()
    {
        OciVersion = node.Text("ociVersion") ?? new RuntimeSpec().OciVersion,
        Process = node.Object("process", ProcessReader.Process),
        Root = node.Object("root", Root),
        Hostname = node.Text("hostname"),
        Domainname = node.Text("domainname"),
        Mounts = node.List("mounts", Mount),
        Hooks = node.Object("hooks", Hooks),
        Annotations = node.TextMap("annotations"),
        Linux = node.Object("linux", LinuxReader.Linux),
    };

    private static Root Root(DocumentNode node) => new()
    {
        Path = node.Text("path") ?? "",
        Readonly = node.Flag("readonly") ?? false,
    };

    private static Mount Mount(DocumentNode node) => new()
    {
        Destination = node.Text("destination") ?? "",
        Type = node.Text("type"),
        Source = node.Text("source"),
        Options = node.Texts("options"),
        UidMappings = node.List("uidMappings", LinuxReader.IdMapping),
        GidMappings = node.List("gidMappings", LinuxReader.IdMapping),
    };

    private static Hooks Hooks(DocumentNode node) => new()
    {
        Prestart = node.List("prestart", Hook),
        CreateRuntime = node.List("createRuntime", Hook),
        CreateContainer = node.List("createContainer", Hook),
        StartContainer = node.List("startContainer", Hook),
        Poststart = node.List("poststart", Hook),
        Poststop = node.List("poststop", Hook),
    };

    private static Hook Hook(DocumentNode node) => new()
    {
        Path = node.Text("path") ?? "",
        Args = node.Texts("args"),
        Env = node.Texts("env"),
        Timeout = node.Number<int>("timeout"),
    };
}
