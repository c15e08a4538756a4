using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Copying;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry cp</c>: copy files between a container and the host.</summary>
internal sealed class CpCommand : Verb
{
    private readonly Option<bool> archive = Flag.Switch("-a, --archive", "Keep owners and groups");
    private readonly Option<bool> followLink = Flag.Switch("-L, --follow-link", "Copy what a link as the source leads to");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Say nothing when it is done");

    public CpCommand()
        : base("cp", "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", "Copy files and directories between a container and the host", Operands.Exactly(2)) =>
        Accept(archive, followLink, quiet);

    public override string Usage(string path) => $"{base.Usage(path)}\n\t{path} [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH";

    public override string Remarks => "With '-' as the source a tar archive is read from standard input, and extracted to\na directory of the container; with '-' as the destination one is written to\nstandard output.";

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var (from, to) = (call.Operands[0], call.Operands[1]);
        if (from.Length == 0)
            throw new CliException("source can not be empty");
        if (to.Length == 0)
            throw new CliException("destination can not be empty");
        var (source, sourcePath) = CopyPaths.Split(from);
        var (target, targetPath) = CopyPaths.Split(to);
        if (source.Length > 0 && target.Length > 0)
            throw new CliException("copying between containers is not supported");
        if (source.Length == 0 && target.Length == 0)
            throw new CliException("must specify at least one container source");
        if (source.Length > 0)
            await new CopyOut(call.Engine, call.Streams.Output).RunAsync(source, sourcePath, targetPath, call.Get(followLink), cancellation);
        else
            await new CopyIn(call.Engine, call.Streams.Input).RunAsync(sourcePath, target, targetPath, call.Get(archive), call.Get(followLink), cancellation);
        if (call.Streams.OutputIsTerminal && !call.Get(quiet) && to != "-" && from != "-")
            await call.Error.WriteLineAsync($"Successfully copied to {(target.Length > 0 ? to : Path.GetFullPath(to))}");
        return 0;
    }
}
