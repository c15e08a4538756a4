using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

using Gantry.Oci.Errors;

namespace Gantry.Oci.Images;

/// <summary>A checked content address, "sha256:" and 64 lower-case hexadecimal digits (also sha384 and sha512, as the OCI image
/// specification registers them). The default value is no digest; <see cref="IsEmpty"/> tells.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private const string Sha256Prefix = "sha256:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private Digest(string value) => _value = value;

    /// <summary>Whether this is the default value, which names nothing.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>The whole text, "sha256:…"; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>The part before the colon.</summary>
    public string Algorithm => Value[..Math.Max(0, Value.IndexOf(':'))];

    /// <summary>The hexadecimal part.</summary>
    public string Hex => Value[(Value.IndexOf(':') + 1)..];

    /// <summary>The first twelve hexadecimal digits, as lists show an id.</summary>
    public string Short => IsEmpty ? "" : Hex[..12];

    /// <summary>The digest of <paramref name="content"/> under SHA-256.</summary>
    /// <param name="content">The bytes to address.</param>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromSha256(hash);
    }

    /// <summary>The digest whose 32 hash bytes are known.</summary>
    /// <param name="hash">The SHA-256 value.</param>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) => new(Sha256Prefix + Convert.ToHexStringLower(hash));

    /// <summary>Reads a digest.</summary>
    /// <param name="text">"algorithm:hex".</param>
    /// <exception cref="GantryException">Invalid: the text is no digest of a known algorithm.</exception>
    public static Digest Parse(string text) => Check(text, out var digest) is { } fault
        ? throw new GantryException(ErrorKind.Invalid, fault)
        : digest;

    /// <summary>Reads a digest if the text is one.</summary>
    /// <param name="text">"algorithm:hex".</param>
    /// <param name="digest">The digest, or the default value.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest) => Check(text, out digest) is null;

    /// <inheritdoc/>
    public int CompareTo(Digest other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Orders digests by their text.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Orders digests by their text.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Orders digests by their text.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Orders digests by their text.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    /// <summary>The whole text.</summary>
    public override string ToString() => Value;

    /// <summary>Why <paramref name="text"/> is no digest, in the words Docker uses; null when it is one.</summary>
    internal static string? Check(string? text, out Digest digest)
    {
        digest = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (colon <= 0) return "invalid checksum digest format";
        var length = text.AsSpan(0, colon) switch
        {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => 0,
        };
        if (length == 0) return "unsupported digest algorithm";
        var hex = text.AsSpan(colon + 1);
        if (hex.Length != length) return "invalid checksum digest length";
        if (hex.ContainsAnyExcept(HexDigits)) return "invalid checksum digest format";
        digest = new Digest(text!);
        return null;
    }
}
