using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Images;

/// <summary>Asks the engine to fetch an image and shows how it goes, on standard error.</summary>
internal static class ImagePull
{
    public static async Task RunAsync(Call call, string reference, string platform, bool quiet, CancellationToken cancellation)
    {
        var (name, tag) = ImageName.Split(ImageName.Familiar(reference));
        var path = "/images/create" + Query.Of(("fromImage", name), ("tag", tag), ("platform", platform));
        await using var progress = await call.Engine.PostStreamAsync(path, null, "", cancellation);
        await ProgressStream.ShowAsync(progress, quiet ? TextWriter.Null : call.Error, cancellation);
    }
}
