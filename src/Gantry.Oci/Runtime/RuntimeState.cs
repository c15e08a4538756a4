namespace Gantry.Oci.Runtime;

/// <summary>What <c>state</c> of a runtime prints and what hooks read on standard input.</summary>
public sealed record RuntimeState
{
    /// <summary>Version of the specification.</summary>
    public string OciVersion { get; set; } = "1.2.0";

    /// <summary>The container's name at the runtime.</summary>
    public string Id { get; set; } = "";

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Host process id of the first process; absent when stopped.</summary>
    public int? Pid { get; set; }

    /// <summary>Absolute path of the bundle.</summary>
    public string Bundle { get; set; } = "";

    /// <summary>The document's annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; set; }
}

/// <summary>What whoever answers a system call filter is sent, with the descriptors in its order (runtime specification, "The container process state").</summary>
public sealed record SeccompListenerState
{
    /// <summary>Version of the specification.</summary>
    public string OciVersion { get; set; } = "1.2.0";

    /// <summary>Names of the descriptors.</summary>
    public IReadOnlyList<string> Fds { get; set; } = [];

    /// <summary>Process id of the process the filter is for.</summary>
    public int Pid { get; set; }

    /// <summary>Text of the filter's document for its listener.</summary>
    public string? Metadata { get; set; }

    /// <summary>The container.</summary>
    public RuntimeState State { get; set; } = new();
}
