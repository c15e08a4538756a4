using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>A value that has the right type and the wrong form.</summary>
/// <param name="path">The attributes that lead to it, as far as they are known.</param>
/// <param name="reason">What is wrong.</param>
/// <param name="at">Where it is written.</param>
internal sealed class BindingException(string path, string reason, Position at) : Exception(reason)
{
    /// <summary>The same below <paramref name="outer"/>.</summary>
    public BindingException Below(string outer) => new(path.Length == 0 ? outer : $"{outer}.{path}", Message, at);

    /// <summary>What a user reads.</summary>
    public ComposeException Report() =>
        new($"decoding failed due to the following error(s):\n\n'{path}' {Message}{(at == Position.None ? "" : $" ({at})")}");

    /// <summary>Reads below <paramref name="outer"/>.</summary>
    public static T Below<T>(string outer, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BindingException wrong)
        {
            throw wrong.Below(outer);
        }
    }
}
