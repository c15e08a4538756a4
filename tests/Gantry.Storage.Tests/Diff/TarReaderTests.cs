using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Storage.Diff;
using Gantry.Storage.Tests.Support;

using TarEntry = Gantry.Storage.Diff.TarEntry;
using TarReader = Gantry.Storage.Diff.TarReader;

namespace Gantry.Storage.Tests.Diff;

public sealed class TarReaderTests
{
    private static readonly string LongName = string.Join('/', Enumerable.Repeat("a-component-of-a-long-name", 20));

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Every_format_of_the_framework_is_read(TarEntryFormat format)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, format, leaveOpen: true))
        {
            var name = format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? LongName : format == TarEntryFormat.Ustar ? LongName[..134] : "short";
            System.Formats.Tar.TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                _ => new GnuTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(new byte[1000]);
            entry.Uid = 1000;
            entry.Mode = UnixFileMode.SetUser | UnixFileMode.UserRead;
            writer.WriteEntry(entry);
        }

        tar.Position = 0;
        var reader = new TarReader(new StreamChunks(tar));
        var read = reader.Next()!;
        Assert.Equal(format switch { TarEntryFormat.V7 => "short", TarEntryFormat.Ustar => LongName[..134], _ => LongName }, read.Name);
        Assert.Equal((1000u, 0x900u, 1000L), (read.UserId, read.Permissions, read.Size));
        Assert.Null(reader.Next());
        Assert.Null(reader.Next());
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("posix")]
    [InlineData("oldgnu")]
    [InlineData("ustar")]
    [InlineData("v7")]
    [InlineData("gnu", "--sparse")]
    [InlineData("posix", "--sparse", "--sparse-version=0.0")]
    [InlineData("posix", "--sparse", "--sparse-version=0.1")]
    [InlineData("posix", "--sparse", "--sparse-version=1.0")]
    public void What_GNU_tar_writes_comes_out_as_it_was(string format, params string[] options)
    {
        using var directory = new TemporaryDirectory();
        var source = Directory.CreateDirectory(directory["source"]).FullName;
        File.WriteAllText(Path.Combine(source, "file"), "content");
        File.CreateSymbolicLink(Path.Combine(source, "link"), "file");
        if (format is not ("v7" or "ustar"))
        {
            Directory.CreateDirectory(Path.Combine(source, LongName));
            File.WriteAllText(Path.Combine(source, LongName, "deep-é"), "deep");
        }

        using (var sparse = File.Create(Path.Combine(source, "sparse")))
        {
            for (var i = 0; i < 30; i++)
            {
                sparse.Position = i * 200_000;
                sparse.Write(Encoding.ASCII.GetBytes($"piece {i}"));
            }

            sparse.SetLength(7_000_000);
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(source, "*", SearchOption.AllDirectories))
            if (File.ResolveLinkTarget(path, false) is null) File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1_000_000_000));
        Run("touch", ["-h", "-d", "@1000000000", Path.Combine(source, "link")]);
        Run("tar", ["-C", source, "-cf", directory["t.tar"], $"--format={format}", .. options, "."]);

        Layers.Apply(File.ReadAllBytes(directory["t.tar"]), directory["target"]);
        Assert.Equal(TreeListing.Of(source), TreeListing.Of(directory["target"]));
    }

    [Fact]
    public void Base_256_and_negative_numbers_are_read()
    {
        Assert.Equal(1L << 40, TarNumbers.Field([0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]));
        Assert.Equal(-1, TarNumbers.Field([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Equal(8, TarNumbers.Field("     10\0"u8));
        Assert.Equal(0, TarNumbers.Field("\0\0\0"u8));
        Assert.Throws<GantryException>(() => TarNumbers.Field("9"u8));
        Assert.Throws<GantryException>(() => TarNumbers.Field([0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
    }

    [Theory]
    [InlineData("1.5", 1, 500_000_000)]
    [InlineData("-1.5", -2, 500_000_000)]
    [InlineData("-3", -3, 0)]
    [InlineData("1.1234567899", 1, 123_456_789)]
    [InlineData("-0.25", -1, 750_000_000)]
    public void Times_have_nanoseconds_and_may_lie_before_the_epoch(string text, long seconds, long nanoseconds) =>
        Assert.Equal(new FileTime(seconds, nanoseconds), TarNumbers.Time(text));

    [Fact]
    public void An_archive_cut_off_anywhere_is_told_from_a_whole_one()
    {
        var tar = TarBuilder.New.File("a", new string('x', 700)).Add(new TarEntry { Name = "b", UserId = 5_000_000 }).Open();
        for (var length = 1; length < tar.Length; length++)
        {
            // What is missing is only what fills the last block of an entry, and the entries after it: Go's reader takes that for the end.
            var isBetweenEntries = length is >= 1212 and <= 1536;
            if (isBetweenEntries)
            {
                Assert.Equal(["a"], ReadAll(tar[..length]));
                continue;
            }

            var error = Assert.Throws<GantryException>(() => ReadAll(tar[..length]));
            Assert.Equal("unexpected EOF", error.Message);
        }

        Assert.Equal(["a", "b"], ReadAll(tar));
    }

    [Fact]
    public void A_damaged_header_is_refused()
    {
        var tar = TarBuilder.New.File("a", "x").Build();
        tar[5] ^= 1;
        Assert.Equal("archive/tar: invalid tar header", Assert.Throws<GantryException>(() => ReadAll(tar)).Message);
        Assert.Throws<GantryException>(() => ReadAll(Encoding.ASCII.GetBytes(new string('j', 2000))));
    }

    [Theory]
    [InlineData("3 x=y\n")]
    [InlineData("8 x=yz\n")]
    [InlineData("nonsense")]
    [InlineData("99999999999999999999 x=y\n")]
    [InlineData("6 xyz\n")]
    [InlineData("11 mtime=x\n")]
    [InlineData("17 size=99999999999999999999\n")]
    [InlineData("11 size=-5\n")]
    [InlineData("19 uid=99999999999\n")]
    public void A_damaged_extended_header_is_refused(string records)
    {
        var pax = Encoding.ASCII.GetBytes(records);
        var header = TarHeaderWriter.Encode(new TarEntry { Name = "PaxHeaders.0/x", Size = pax.Length });
        header[156] = (byte)'x';
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        var tar = TarBuilder.New.Raw([.. header, .. pax, .. new byte[TarHeaderWriter.Padding(pax.Length)]]).File("x").Build();
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => ReadAll(tar)).Kind);
    }

    [Fact]
    public void Huge_headers_are_refused_before_they_are_read()
    {
        var header = TarHeaderWriter.Encode(new TarEntry { Name = "x", Size = 1L << 32 });
        header[156] = (byte)'L';
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        Assert.Equal("archive/tar: a name is unreasonably large", Assert.Throws<GantryException>(() => ReadAll(header)).Message);
    }

    [Fact]
    public void A_truncated_compressed_archive_is_an_error()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(TarBuilder.New.File("a", new string('x', 100_000)).Build());
        using var directory = new TemporaryDirectory();
        var tar = bytes.ToArray();
        Layers.Apply(tar, directory["whole"]);
        Assert.ThrowsAny<Exception>(() => Layers.Apply(tar[..(tar.Length / 2)], directory["half"]));
    }

    private static List<string> ReadAll(byte[] tar)
    {
        var reader = new TarReader(new StreamChunks(new MemoryStream(tar)));
        var names = new List<string>();
        while (reader.Next() is { } entry) names.Add(entry.Name);
        return names;
    }

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
