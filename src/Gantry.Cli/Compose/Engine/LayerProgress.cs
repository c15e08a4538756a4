using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Engine;

/// <summary>What is shown of a layer that is fetched or sent.</summary>
internal static class LayerProgress
{
    /// <summary>A message of the engine's as an event; null where it is about no layer.</summary>
    /// <param name="parent">The service whose image it is.</param>
    /// <param name="message">The message.</param>
    public static ProgressEvent? Of(string parent, ProgressMessage message)
    {
        if (message.Id is not { Length: > 0 } layer || message.Detail is not { } detail)
            return null;
        var (status, percent) = message.Status switch
        {
            "Download complete" or "Already exists" or "Pull complete" or "Pushed" or "Layer already exists" => (ProgressStatus.Done, 100),
            _ when message.Status?.StartsWith("Mounted from", StringComparison.Ordinal) == true => (ProgressStatus.Done, 100),
            "Downloading" or "Extracting" or "Verifying Checksum" or "Pushing" when detail.Total > 0 =>
                (ProgressStatus.Working, (int)(detail.Current * 100 / detail.Total)),
            _ => (ProgressStatus.Working, 0),
        };
        return new ProgressEvent(layer, status, Bar(detail))
        {
            Parent = parent,
            Text = message.Status ?? "",
            Current = detail.Current,
            Total = detail.Total,
            Percent = percent,
        };
    }

    /// <summary>How far it is, as Docker's client draws it where the output is no terminal: <c>[====>   ]  1.2MB/3.4MB</c>.</summary>
    private static string Bar(ProgressDetail detail)
    {
        const int Width = 50;
        if (detail.Current <= 0 && detail.Total <= 0)
            return "";
        if (detail.Total <= 0)
            return $"{HumanSize.Decimal(detail.Current),8}";
        var done = (int)Math.Min(detail.Current * 100 / detail.Total, 100) / 2;
        var bar = $"[{new string('=', done)}>{new string(' ', Width - done)}]";
        return $"{bar}  {HumanSize.Decimal(detail.Current),8}/{HumanSize.Decimal(detail.Total)}";
    }
}
