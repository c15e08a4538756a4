using System.Text;
using System.Xml;

namespace Gantry.Distribution.Storage.S3;

/// <summary>The store's documents, which are shallow: elements with text in the order they stand.</summary>
internal static class S3Xml
{
    private static readonly XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, IgnoreComments = true };

    /// <summary>The elements that hold text or nothing, and the ends of those that hold elements, with no value: <c>Key → a, Size → 1, Contents → ""</c>.</summary>
    /// <exception cref="XmlException">It is no document.</exception>
    public static IEnumerable<(string Name, string Value)> Leaves(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document), settings);
        string? name = null;
        var text = new StringBuilder();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    (name, _) = (reader.LocalName, text.Clear());
                    if (reader.IsEmptyElement)
                        yield return (reader.LocalName, "");
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    yield return (reader.LocalName, name == reader.LocalName ? text.ToString() : "");
                    name = null;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The text of the first element of a name.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public static string First(byte[] document, string name)
    {
        foreach (var (found, value) in Leaves(document))
            if (found == name)
                return value;
        throw new XmlException($"the object store's answer has no {name}");
    }
}
