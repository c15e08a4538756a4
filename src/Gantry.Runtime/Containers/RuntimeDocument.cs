using System.Text.Json;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.Containers;

/// <summary>Reads documents of the runtime specification that somebody else has written.</summary>
public static class RuntimeDocument
{
    /// <summary>Reads one.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="read">What makes of it what it is to be.</param>
    /// <exception cref="GantryException">Invalid, with what is wrong and where.</exception>
    public static T Read<T>(string path, byte[] text, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(text);
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{path} is no document of the runtime specification: {e.Message}", e);
        }
    }
}
