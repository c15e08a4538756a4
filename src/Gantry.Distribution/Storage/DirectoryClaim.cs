using System.Security.Cryptography;
using System.Text;

namespace Gantry.Distribution.Storage;

/// <summary>Keeps a second registry from changing a directory: what one is about to name the other might collect. The kernel gives it up with the process.</summary>
internal sealed class DirectoryClaim : IDisposable
{
    private const string FileName = ".writer";

    private readonly FileStream file;

    /// <param name="root">The directory.</param>
    /// <exception cref="IOException">Another process has it.</exception>
    public DirectoryClaim(string root)
    {
        Directory.CreateDirectory(root);
        try
        {
            file = new FileStream(Path.Combine(root, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (File.Exists(Path.Combine(root, FileName)))
        {
            throw new IOException($"another registry has the directory {root}: one at a time writes there, others can serve it with --read-only", fault);
        }

        Id = ReadId();
    }

    /// <summary>What whoever has this directory is called elsewhere; it stays with the directory.</summary>
    public string Id { get; }

    public void Dispose() => file.Dispose();

    private string ReadId()
    {
        const int Length = 32;
        var text = new byte[Length];
        if (file.Length == Length)
        {
            file.ReadExactly(text);
            return Encoding.ASCII.GetString(text);
        }

        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(made));
        file.Flush();
        return made;
    }
}
