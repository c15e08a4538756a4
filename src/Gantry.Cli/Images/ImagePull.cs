using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Progress;
using Gantry.Oci.References;

namespace Gantry.Cli.Images;

/// <summary>Asks the engine to fetch images, with the user's credential for the registry, and shows how it goes.</summary>
internal static class ImagePull
{
    /// <summary>Fetches one image for a command that needs it; what goes on is told on standard error.</summary>
    public static Task RunAsync(Call call, string reference, string platform, bool quiet, CancellationToken cancellation) =>
        RunAsync(call, Parse(reference).WithDefaultTag(), platform, quiet ? TextWriter.Null : call.Error, quiet ? null : call.Streams.ErrorWidth, cancellation);

    /// <summary>Fetches an image, or all of a repository where neither tag nor digest is given.</summary>
    /// <param name="call">The command.</param>
    /// <param name="image">What to fetch.</param>
    /// <param name="platform">For which platform; empty: the engine's.</param>
    /// <param name="output">Takes the progress.</param>
    /// <param name="width">The columns of the terminal it is shown on; null: on none.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(Call call, Reference image, string platform, TextWriter output, int? width, CancellationToken cancellation)
    {
        var tag = image.Digest.IsEmpty ? image.Tag ?? "" : image.Digest.ToString();
        var path = "/images/create" + Query.Of(("fromImage", image.FamiliarName), ("tag", tag), ("platform", platform));
        var auth = await call.Settings.Credentials.HeaderAsync(image, cancellation);
        await using var progress = await call.Engine.PostStreamAsync(path, auth, cancellation);
        await ProgressStream.ShowAsync(progress, output, width, cancellation);
    }

    /// <exception cref="CliException">It is no image's name.</exception>
    public static Reference Parse(string name)
    {
        ImageName.Check(name);
        return Reference.Parse(name);
    }
}
