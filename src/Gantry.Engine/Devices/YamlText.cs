using System.Buffers;
using System.Globalization;
using System.Text.Json;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Engine.Devices;

/// <summary>YAML read as the JSON it means (YAML 1.2's core schema).</summary>
internal static class YamlText
{
    private const int DepthLimit = 64;

    /// <summary>The first document as JSON.</summary>
    /// <exception cref="FormatException">The text is no YAML, or uses references, which nothing needs and which can grow without bound.</exception>
    public static byte[] ToJson(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length);
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            using var json = new Utf8JsonWriter(buffer);
            Value(parser, json, 0);
        }
        catch (YamlException e)
        {
            throw new FormatException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Value(Parser parser, Utf8JsonWriter json, int depth)
    {
        if (depth > DepthLimit)
            throw new FormatException("yaml: nested too deep");
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            Write(json, scalar);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            json.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
                Value(parser, json, depth + 1);
            json.WriteEndArray();
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            json.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                json.WritePropertyName(parser.Consume<Scalar>().Value);
                Value(parser, json, depth + 1);
            }

            json.WriteEndObject();
        }
        else
        {
            throw new FormatException($"yaml: line {parser.Current?.Start.Line}: references are not allowed here");
        }
    }

    private static void Write(Utf8JsonWriter json, Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
            json.WriteStringValue(text);
        else if (text is "" or "~" or "null" or "Null" or "NULL")
            json.WriteNullValue();
        else if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            json.WriteBooleanValue(text[0] is 't' or 'T');
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else if (text.StartsWith("0o", StringComparison.Ordinal) && text[2..].All(c => c is >= '0' and <= '7') && text.Length is > 2 and < 20)
            json.WriteNumberValue(Convert.ToInt64(text[2..], 8));
        else if (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(text);
    }
}
