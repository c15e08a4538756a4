using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry import</c>: make an image from an archive of a file system.</summary>
internal sealed class ImportCommand : Verb
{
    private readonly Option<IReadOnlyList<string>> change = Flag.List("-c, --change", "Dockerfile instruction to apply to the image");
    private readonly Option<string> message = Flag.Text("-m, --message", "Comment on the image");
    private readonly Option<string> platform = Flag.Text("--platform", "Platform of the image");

    public ImportCommand()
        : base("import", "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]", "Make an image from an archive of a file system", Operands.AtLeast(1)) =>
        Accept(change, message, platform);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Operands.Count > 1)
            ImageName.Check(call.Operands[1]);
        var source = call.Operands[0];
        var remote = source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal);
        await using var archive = source == "-" || remote ? null : InputFile.Open(source);
        var import = new ImageImport(remote ? source : "-", call.Operands.Count > 1 ? call.Operands[1] : "", call.Get(change), call.Get(message), call.Get(platform));
        await import.RunAsync(call.Engine, remote ? null : archive ?? call.Streams.Input, call.Out, cancellation);
        return 0;
    }
}
