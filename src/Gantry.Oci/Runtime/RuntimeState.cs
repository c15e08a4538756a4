namespace Gantry.Oci.Runtime;

/// <summary>What <c>state</c> of a runtime prints and what hooks read on standard input.</summary>
public sealed record RuntimeState
{
    /// <summary>Version of the specification.</summary>
    public string OciVersion { get; init; } = "1.2.0";

    /// <summary>The container's name at the runtime.</summary>
    public string Id { get; init; } = "";

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Host process id of the first process; absent when stopped.</summary>
    public int? Pid { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public string Bundle { get; init; } = "";

    /// <summary>The document's annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
