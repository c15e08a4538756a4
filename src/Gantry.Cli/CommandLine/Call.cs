using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.Settings;
using Gantry.Cli.Streams;

namespace Gantry.Cli.CommandLine;

/// <summary>One invocation of a verb: what was typed, the engine it is for, and the standard streams.</summary>
internal sealed class Call(Verb verb, string path, PosixArguments arguments, ParseResult parsed, Lazy<EngineClient> engine, StandardStreams streams, ClientSettings settings)
{
    /// <summary>The command as it was typed, without flags: <c>gantry container run</c>.</summary>
    public string Path { get; } = path;

    public Verb Verb { get; } = verb;

    public IReadOnlyList<string> Operands => arguments.Operands;

    public EngineClient Engine => engine.Value;

    public StandardStreams Streams { get; } = streams;

    /// <summary>The user's settings.</summary>
    public ClientSettings Settings { get; } = settings;

    public TextWriter Out => Streams.Out;

    public TextWriter Error => Streams.Error;

    public T Get<T>(Option<T> flag) => parsed.GetValue(flag)!;

    public bool Given(Option flag) => arguments.Given(flag);
}
