using System.Buffers.Binary;
using System.Numerics;

namespace Gantry.Compose.Rendering;

/// <summary>
/// SHA-256 (FIPS 180-4) of a few thousand bytes. The framework's own takes the system's cryptography library, which is loaded and set up at its first use: for a
/// command that hashes ten services that takes longer than all else it does.
/// </summary>
internal static class SmallHash
{
    private const int BlockSize = 64;
    private const int LengthSize = 8;
    private const byte End = 0x80;

    private static readonly uint[] Start = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly uint[] Rounds =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The hash, 32 bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> data)
    {
        var state = (uint[])Start.Clone();
        var whole = data.Length / BlockSize * BlockSize;
        for (var at = 0; at < whole; at += BlockSize)
            Take(data.Slice(at, BlockSize), state);

        // What is left, a one bit, zeros, and the length in bits at the end of a block.
        var rest = data[whole..];
        Span<byte> last = stackalloc byte[rest.Length + 1 + LengthSize <= BlockSize ? BlockSize : 2 * BlockSize];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = End;
        BinaryPrimitives.WriteUInt64BigEndian(last[^LengthSize..], (ulong)data.Length * 8);
        for (var at = 0; at < last.Length; at += BlockSize)
            Take(last.Slice(at, BlockSize), state);

        var hash = new byte[state.Length * sizeof(uint)];
        for (var word = 0; word < state.Length; word++)
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(word * sizeof(uint)), state[word]);
        return hash;
    }

    private static void Take(ReadOnlySpan<byte> block, uint[] state)
    {
        Span<uint> words = stackalloc uint[Rounds.Length];
        for (var i = 0; i < BlockSize / sizeof(uint); i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        for (var i = BlockSize / sizeof(uint); i < words.Length; i++)
        {
            var (w15, w2) = (words[i - 15], words[i - 2]);
            words[i] = words[i - 16] + words[i - 7]
                + (BitOperations.RotateRight(w15, 7) ^ BitOperations.RotateRight(w15, 18) ^ (w15 >> 3))
                + (BitOperations.RotateRight(w2, 17) ^ BitOperations.RotateRight(w2, 19) ^ (w2 >> 10));
        }

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var i = 0; i < words.Length; i++)
        {
            var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + Rounds[i] + words[i];
            var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        (state[0], state[1], state[2], state[3]) = (state[0] + a, state[1] + b, state[2] + c, state[3] + d);
        (state[4], state[5], state[6], state[7]) = (state[4] + e, state[5] + f, state[6] + g, state[7] + h);
    }
}
