using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Documents;

/// <summary>State on disk: one JSON document per object, replaced as a whole, so that a reader or a restart sees the old or the new one and nothing between.</summary>
public static class Document
{
    /// <summary>Writes <paramref name="value"/> to a temporary file beside <paramref name="path"/>, makes it durable and renames it into place.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) => Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes bytes to a temporary file beside <paramref name="path"/>, makes them durable and renames them into place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a document; null when there is none.</summary>
    /// <exception cref="JsonException">The file is not such a document; the message names it.</exception>
    public static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, type);
        }
        catch (JsonException e)
        {
            throw new JsonException($"{path} is damaged: {e.Message}", e);
        }
    }
}
