using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.Containers;

/// <summary>Reads documents of the runtime specification that somebody else has written.</summary>
public static class RuntimeDocument
{
    /// <summary>Reads one.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">What it is to be.</param>
    /// <exception cref="GantryException">Invalid, with what is wrong and where.</exception>
    public static T Read<T>(string path, ReadOnlySpan<byte> text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            RefuseEmptyEntries(text);
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{path} is no document of the runtime specification: {Fault(e)}", e);
        }
    }

    /// <summary>Where the fault is in the document, rather than of which type of ours a value is not.</summary>
    private static string Fault(JsonException fault) => fault.Message.Contains("could not be converted", StringComparison.Ordinal)
        ? $"line {(fault.LineNumber ?? 0) + 1}: {fault.Path}: a value of another kind is expected here"
        : fault.Message;

    /// <summary>No list of the specification has an entry that is nothing.</summary>
    private static void RefuseEmptyEntries(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        ulong lists = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    lists = (lists << 1) | 1;
                    break;
                case JsonTokenType.StartObject:
                    lists <<= 1;
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists >>= 1;
                    break;
                case JsonTokenType.Null when (lists & 1) != 0:
                    throw new JsonException($"an entry of a list is null, at byte {reader.TokenStartIndex}");
            }
        }
    }
}
