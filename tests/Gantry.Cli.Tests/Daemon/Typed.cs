using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Daemon;
using Gantry.Cli.Settings;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Tests.Daemon;

/// <summary>A command line of the daemon, and the configuration file beside it.</summary>
internal sealed class Typed
{
    private const string File = "/daemon.json";
    private readonly DaemonVerb verb = new();
    private readonly Call call;

    public Typed(params string[] arguments)
    {
        var read = PosixArguments.Read(verb, arguments);
        var parsed = verb.Parse([.. read.Canonical()], new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        Fault = parsed.Errors is [var fault, ..] ? fault.Message : null;
        call = new Call(verb, "gantry daemon", read, parsed, new Lazy<EngineClient>(() => throw new InvalidOperationException()), new StandardStreams(Stream.Null, Stream.Null, Stream.Null), new ClientSettings("/nonexistent", _ => "default", _ => { }));
    }

    /// <summary>What is wrong with a flag.</summary>
    public string? Fault { get; }

    /// <summary>What the daemon is to do.</summary>
    public DaemonPlan Plan(string? file = null) => Settings(file).Plan();

    /// <summary>Flags and file together.</summary>
    public DaemonSettings Settings(string? file)
    {
        if (file is null)
            return new DaemonSettings(verb.Flags, call, DaemonFile.Empty);
        var path = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(path, file);
            return new DaemonSettings(verb.Flags, call, DaemonFile.Read(path, mustExist: true, verb.Flags.All, call));
        }
        catch (CliException fault)
        {
            throw new CliException(fault.Message.Replace(path, File, StringComparison.Ordinal));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
