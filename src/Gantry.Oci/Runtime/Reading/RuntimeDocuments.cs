using System.Text.Json;

namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads documents of the runtime specification. By hand: a generated reader sets itself up for each type that there is and looks for attributes by
/// reflection, which was half of the time in user mode that a runtime took to run a container.</summary>
public static class RuntimeDocuments
{
    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="JsonException">It is none; the message says what is wrong and where.</exception>
    public static RuntimeSpec Spec(ReadOnlyMemory<byte> text) => Read(text, SpecReader.Spec);

    /// <summary>Reads a process.</summary>
    /// <exception cref="JsonException">It is none; the message says what is wrong and where.</exception>
    public static Process Process(ReadOnlyMemory<byte> text) => Read(text, ProcessReader.Process);

    /// <summary>Reads limits of a control group.</summary>
    /// <exception cref="JsonException">They are none; the message says what is wrong and where.</exception>
    public static LinuxResources Resources(ReadOnlyMemory<byte> text) => Read(text, ResourcesReader.Resources);

    private static T Read<T>(ReadOnlyMemory<byte> text, Func<DocumentNode, T> read)
    {
        using var document = JsonDocument.Parse(text);
        try
        {
            return read(new DocumentNode(document.RootElement));
        }
        catch (NodeException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
