using System.CommandLine;
using System.Text.Json;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Daemon;

/// <summary>One setting of the daemon: a flag and, under its own name, a key of the configuration file.</summary>
/// <param name="key">The key in the file.</param>
/// <param name="flag">The flag.</param>
internal abstract class Directive(string key, Option flag)
{
    public string Key { get; } = key;

    public Option Flag { get; } = flag;

    /// <summary>Checks the form of the file's value.</summary>
    /// <exception cref="FormatException">It is of another type.</exception>
    public abstract void Check(JsonElement value);

    /// <summary>The flag's value as a conflict names it.</summary>
    public abstract string Show(Call call);
}

/// <inheritdoc/>
/// <param name="key">The key in the file.</param>
/// <param name="flag">The flag.</param>
/// <param name="read">Reads the file's value.</param>
/// <param name="show">Writes the flag's value.</param>
internal sealed class Directive<T>(string key, Option<T> flag, Func<JsonElement, T> read, Func<T, string> show) : Directive(key, flag)
{
    public override void Check(JsonElement value) => read(value);

    public override string Show(Call call) => show(call.Get(flag));

    /// <summary>The flag's value if it was given, else the file's, else the default.</summary>
    public T Of(Call call, DaemonFile file) =>
        !call.Given(flag) && file.Find(Key) is { ValueKind: not JsonValueKind.Null } value ? read(value) : call.Get(flag);
}
