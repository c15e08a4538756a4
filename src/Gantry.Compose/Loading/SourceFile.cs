namespace Gantry.Compose.Loading;

/// <summary>A Compose file.</summary>
/// <param name="Path">Its absolute path, or "-" for standard input.</param>
/// <param name="Text">Its content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ComposeException">It cannot be read.</exception>
    public static SourceFile Read(string path)
    {
        try
        {
            return new SourceFile(path, File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComposeException($"open {path}: no such file or directory", Oci.Errors.ErrorKind.NotFound);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ComposeException(Directory.Exists(path) ? $"read {path}: is a directory" : $"open {path}: permission denied");
        }
    }
}
