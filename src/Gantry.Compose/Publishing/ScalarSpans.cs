using Gantry.Compose.Loading;
using Gantry.Compose.Tree;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Compose.Publishing;

/// <summary>Where in a file's text its scalars begin and end.</summary>
internal static class ScalarSpans
{
    /// <summary>The spans by the places where scalars begin; a file that is read must have been read before.</summary>
    public static Dictionary<Position, (int Start, int Length)> Of(SourceFile file)
    {
        var spans = new Dictionary<Position, (int Start, int Length)>();
        var parser = new Parser(new StringReader(file.Text));
        while (parser.MoveNext())
        {
            if (parser.Current is Scalar scalar)
                spans[new Position(file.Path, (int)scalar.Start.Line, (int)scalar.Start.Column)] = ((int)scalar.Start.Index, (int)(scalar.End.Index - scalar.Start.Index));
        }

        return spans;
    }
}
