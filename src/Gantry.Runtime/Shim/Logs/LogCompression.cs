using System.IO.Compression;

namespace Gantry.Runtime.Shim.Logs;

/// <summary><c>gantry compress-log FILE</c>: puts FILE.gz in a rotated file's place. Whoever reads meanwhile finds the one or the other, whole.</summary>
public static class LogCompression
{
    /// <summary>Compresses; the exit status is 1 when the file stays as it is.</summary>
    public static int Run(string path)
    {
        var made = path + ".gz.new";
        try
        {
            using var source = File.OpenRead(path);
            using (var target = new FileStream(made, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead }))
            using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
                source.CopyTo(gzip);
            File.Move(made, path + ".gz", overwrite: true);
            File.Delete(path);
            return 0;
        }
        catch (IOException)
        {
            File.Delete(made);
            return 1;
        }
    }
}
