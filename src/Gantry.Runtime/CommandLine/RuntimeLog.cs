using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.CommandLine;

/// <summary>The runtime's log in the form of runc's, which its callers read: a line a message, as text or as JSON.</summary>
/// <param name="file">Where it goes; null: standard error.</param>
/// <param name="isJson">Whether lines are JSON.</param>
/// <param name="isVerbose">Whether what only helps to find faults is told too.</param>
internal sealed class RuntimeLog(string? file, bool isJson, bool isVerbose)
{
    /// <summary>The same log in a file, which is made.</summary>
    /// <param name="path">The file's path; null or empty: standard error.</param>
    /// <exception cref="GantryException">The file cannot be written.</exception>
    public RuntimeLog To(string? path)
    {
        if (path is not { Length: > 0 })
            return this;
        try
        {
            File.AppendAllText(path, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorKind.Invalid, SystemFault.Of("open", path, e), e);
        }

        return new RuntimeLog(Path.GetFullPath(path), isJson, isVerbose);
    }

    /// <summary>Whether messages appear on standard error.</summary>
    public bool IsStandardError { get; } = file is null;

    public void Debug(string message)
    {
        if (isVerbose)
            Write("debug", message);
    }

    public void Warn(string message) => Write("warning", message);

    public void Error(string message) => Write("error", message);

    private void Write(string level, string message)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var line = isJson
            ? $"{{\"level\":\"{level}\",\"msg\":\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(message)}\",\"time\":\"{time}\"}}\n"
            : $"time=\"{time}\" level={level} msg={Quoted(message)}\n";
        if (file is null)
            Console.Error.Write(line);
        else
            File.AppendAllText(file, line);
    }

    private static string Quoted(string message) => "\"" + JsonEncodedText.Encode(message, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
