using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry pull</c>: fetch images from a registry.</summary>
internal sealed class PullCommand : Verb
{
    private readonly TransferredName name = new("All images of the repository");
    private readonly Option<bool> disableContentTrust = Flag.Switch("--disable-content-trust", "Do not verify signatures", on: true);
    private readonly Option<string> platform = Flag.Text("--platform", "Platform of the image", Environment.GetEnvironmentVariable("DOCKER_DEFAULT_PLATFORM") ?? "");

    public PullCommand()
        : base("pull", "[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", Operands.Exactly(1)) => Accept(name.AllTags, disableContentTrust, platform, name.Quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var image = await name.ReadAsync(call, cancellation);
        await ImagePull.RunAsync(call, image, call.Get(platform), call.Get(name.Quiet) ? TextWriter.Null : call.Out, call.Get(name.Quiet) ? null : call.Streams.OutputWidth, cancellation);
        await call.Out.WriteLineAsync(image.Canonical);
        return 0;
    }
}
