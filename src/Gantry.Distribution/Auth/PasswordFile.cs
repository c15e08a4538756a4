using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

using Gantry.Linux.Passwords;
using Gantry.Oci.Errors;

namespace Gantry.Distribution.Auth;

/// <summary>Users and their passwords in a file of htpasswd(1) with bcrypt hashes, <c>name:$2y$…</c> a line. A changed file counts from the next
/// request on.</summary>
internal sealed class PasswordFile
{
    // Takes as long to refuse as any other, so that an answer does not tell which names there are. Its password is random and forgotten.
    private const string Nobody = "$2y$10$4OZLgUpCmoDRlRKTmlDpdOQI3Ql5Npu6Sf1QFpmGhl9zoxUMgJ1NO";

    private readonly string path;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private volatile Contents contents;

    /// <summary>Reads the file.</summary>
    /// <exception cref="GantryException">Invalid: a line is no user with a bcrypt hash.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PasswordFile(string path)
    {
        this.path = path;
        contents = Read();
    }

    /// <summary>Whether there is a user of this name and password.</summary>
    public bool Accepts(string user, string password)
    {
        var now = contents;
        if (File.GetLastWriteTimeUtc(path) != now.Written)
            contents = now = Read();
        if (!now.Hashes.TryGetValue(user, out var hash))
            return PasswordHash.Matches(password, Nobody) && false;

        // A push is many requests with the same password, and a hash takes a twentieth of a second by design: what was accepted once is
        // known by a digest under a key of this process.
        var proof = Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{user}\0{password}\0{hash}")));
        if (now.Accepted.ContainsKey(proof))
            return true;
        if (!PasswordHash.Matches(password, hash))
            return false;
        now.Accepted[proof] = true;
        return true;
    }

    private Contents Read()
    {
        var written = File.GetLastWriteTimeUtc(path);
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.Split(':', 2) is not [{ Length: > 0 } user, var hash] || !(hash.StartsWith("$2a$", StringComparison.Ordinal) || hash.StartsWith("$2b$", StringComparison.Ordinal) || hash.StartsWith("$2y$", StringComparison.Ordinal)))
                throw new GantryException(ErrorKind.Invalid, $"{path}: each line is a name, a colon and a bcrypt hash (htpasswd -B)");
            hashes[user] = hash;
        }

        return new Contents(written, hashes.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record Contents(DateTime Written, FrozenDictionary<string, string> Hashes)
    {
        public ConcurrentDictionary<string, bool> Accepted { get; } = new(StringComparer.Ordinal);
    }
}
