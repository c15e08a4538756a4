using System.Formats.Tar;
using System.Text;

using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Requests;

/// <summary>The archive in which a file is sent into a container.</summary>
internal static class FileArchive
{
    public static byte[] Of(InjectedFile file)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Path)
            {
                Mode = (UnixFileMode)file.Mode,
                Uid = file.User,
                Gid = file.Group,
                ModificationTime = DateTimeOffset.UtcNow,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Content)),
            });
        }

        return archive.ToArray();
    }
}
