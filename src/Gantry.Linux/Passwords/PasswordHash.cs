using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Linux.Passwords;

/// <summary>Hashes of passwords as the system knows them (crypt(3)).</summary>
public static unsafe partial class PasswordHash
{
    private const int ScratchSize = 32768; // sizeof(struct crypt_data)
    private const int PhraseLimit = 512; // CRYPT_MAX_PASSPHRASE_SIZE

    /// <summary>Whether the password is the one the hash was made of. Takes as long as the hash's cost says, for a wrong one too.</summary>
    /// <param name="password">What somebody claims.</param>
    /// <param name="hash">For example <c>$2y$10$…</c> (bcrypt).</param>
    public static bool Matches(string password, string hash)
    {
        var phrase = Terminated(password);
        if (phrase.Length > PhraseLimit || password.Contains('\0', StringComparison.Ordinal))
            return false;
        var scratch = new byte[ScratchSize];
        fixed (byte* p = phrase, s = Terminated(hash), d = scratch)
        {
            var made = crypt_rn(p, s, d, ScratchSize);
            return made is not null
                && CryptographicOperations.FixedTimeEquals(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(made), Encoding.UTF8.GetBytes(hash));
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libcrypt.so.1")]
    private static partial byte* crypt_rn(byte* phrase, byte* setting, byte* data, int size);
}
