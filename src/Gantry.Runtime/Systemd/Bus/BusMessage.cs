using System.Buffers.Binary;

namespace Gantry.Runtime.Systemd.Bus;

/// <summary>What a message is.</summary>
internal enum BusMessageKind : byte
{
    /// <summary>Asks something of an object.</summary>
    Call = 1,

    /// <summary>Answers a call.</summary>
    Answer = 2,

    /// <summary>Says why a call failed.</summary>
    Error = 3,

    /// <summary>Tells whoever wants to know.</summary>
    Signal = 4,
}

/// <summary>A message of D-Bus: a head of fixed size, fields, a body.</summary>
internal sealed record BusMessage
{
    /// <summary>Bytes before the fields.</summary>
    public const int HeadSize = 16;

    private const int LongestMessage = 128 << 20;

    private const byte PathField = 1;
    private const byte InterfaceField = 2;
    private const byte MemberField = 3;
    private const byte ErrorField = 4;
    private const byte AnswersField = 5;
    private const byte DestinationField = 6;
    private const byte SignatureField = 8;

    public required BusMessageKind Kind { get; init; }

    public uint Serial { get; init; }

    public string? Path { get; init; }

    public string? Interface { get; init; }

    public string? Member { get; init; }

    public string? Destination { get; init; }

    /// <summary>Name of the failure.</summary>
    public string? Error { get; init; }

    /// <summary>Serial of the call that this answers.</summary>
    public uint Answers { get; init; }

    public IReadOnlyList<BusValue> Body { get; init; } = [];

    /// <summary>Bytes that follow the head, which tells.</summary>
    /// <exception cref="InvalidDataException">It is no head of a message.</exception>
    public static int LengthAfter(ReadOnlySpan<byte> head)
    {
        if (head[0] != 'l')
            throw new InvalidDataException("a D-Bus message in another byte order");
        var body = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var fields = BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        var length = (((long)fields + 7) / 8 * 8) + body;
        return length <= LongestMessage ? (int)length : throw new InvalidDataException("a D-Bus message that is too long");
    }

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static BusMessage Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new BusReader(bytes);
        for (var number = 0; number < 4; number++)
            reader.Read("y");
        reader.Read("u");
        var serial = (uint)reader.Read("u").Value;
        var fields = new Dictionary<byte, object>();
        foreach (var field in reader.Read("a(yv)").Members)
            fields[(byte)field.Members[0].Value] = ((BusValue)field.Members[1].Value).Value;
        reader.Align(8);
        var body = new List<BusValue>();
        foreach (var type in BusSignature.Split(Text(SignatureField) ?? ""))
            body.Add(reader.Read(type));
        return new BusMessage
        {
            Kind = (BusMessageKind)bytes[1],
            Serial = serial,
            Path = Text(PathField),
            Interface = Text(InterfaceField),
            Member = Text(MemberField),
            Error = Text(ErrorField),
            Destination = Text(DestinationField),
            Answers = fields.GetValueOrDefault(AnswersField) is uint answers ? answers : 0,
            Body = body,
        };

        string? Text(byte field) => fields.GetValueOrDefault(field) as string;
    }

    /// <summary>The message as it goes over the wire.</summary>
    public byte[] ToBytes()
    {
        var body = new BusWriter();
        foreach (var value in Body)
            body.Write(value);
        var content = body.ToArray();
        var writer = new BusWriter();
        writer.Bytes([(byte)'l', (byte)Kind, 0, 1]);
        writer.Write(BusValue.Of((uint)content.Length));
        writer.Write(BusValue.Of(Serial));
        writer.Write(BusValue.Array("(yv)", Fields()));
        writer.Align(8);
        writer.Bytes(content);
        return writer.ToArray();
    }

    private IEnumerable<BusValue> Fields()
    {
        (byte Code, string Type, object? Value)[] all =
        [
            (PathField, "o", Path), (InterfaceField, "s", Interface), (MemberField, "s", Member), (ErrorField, "s", Error), (AnswersField, "u", Answers == 0 ? null : Answers),
            (DestinationField, "s", Destination), (SignatureField, "g", Body.Count == 0 ? null : string.Concat(Body.Select(v => v.Signature))),
        ];
        return all.Where(f => f.Value is not null).Select(f => BusValue.Structure(new BusValue("y", f.Code), BusValue.Variant(new BusValue(f.Type, f.Value!))));
    }
}
