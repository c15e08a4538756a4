using Gantry.Cli.Client;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Images;

/// <summary>An archive to make an image of: where it comes from, the name it gets, and the changes to its configuration.</summary>
internal sealed record ImageImport(string Source, string Reference, IReadOnlyList<string> Changes, string Message, string Platform)
{
    /// <summary>Sends the archive and prints the image's ID.</summary>
    public async Task RunAsync(EngineClient engine, Stream? archive, TextWriter output, CancellationToken cancellation)
    {
        var (name, tag) = ImageName.Split(Reference);
        var path = "/images/create" + Query.Of(
            [("fromSrc", Source), ("repo", name), ("tag", tag), ("message", Message), ("platform", Platform), .. Changes.Select(change => ("changes", change))]);
        await using var progress = await engine.PostStreamAsync(path, archive, "text/plain", cancellation);
        await ProgressStream.ShowAsync(progress, output, cancellation);
    }
}
