using System.Globalization;
using System.Text;

using Gantry.Cli.Compose.Progress;

namespace Gantry.Cli.Compose;

/// <summary>The warnings of an invocation, in the form the reference implementation's log has.</summary>
internal sealed partial class ComposeCall
{
    private readonly long begin = Environment.TickCount64;

    public void Warn(string text) => Error.WriteLine(Mode switch
    {
        ProgressMode.Json => $"{{\"level\":\"warning\",\"msg\":{Quote(text)},\"time\":\"{Now}\"}}",
        _ when Streams.ErrorIsTerminal => $"\e[33mWARN\e[0m[{(Environment.TickCount64 - begin) / 1000:0000}] {text,-44} ",
        _ => $"time=\"{Now}\" level=warning msg={Quote(text)}",
    });

    private static string Now => DateTimeOffset.Now is var now && now.Offset == TimeSpan.Zero
        ? now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
