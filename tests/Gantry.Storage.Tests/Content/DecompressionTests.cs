using Gantry.Storage.Content;

namespace Gantry.Storage.Tests.Content;

public sealed class DecompressionTests
{
    // printf hello | xz -0, bzip2 -1
    private const string Xz = "/Td6WFoAAATm1rRGAgAhAQwAAACPmEGcAQAEaGVsbG8AAAAAsTe52+XaHpsAAR0FuC2Arx+2830BAAAAAARZWg==";
    private const string Bzip2 = "QlpoMTFBWSZTWRkxZT0AAACBAAJEoAAhmmgzTQczi7kinChIDJiynoA=";

    private static string Text(byte[] packed)
    {
        using var reader = new StreamReader(Decompression.Open(new MemoryStream(packed)));
        return reader.ReadToEnd();
    }

    [Theory]
    [InlineData(Xz)]
    [InlineData(Bzip2)]
    public async Task Packed_data_comes_out_whole(string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        Assert.Equal("hello", Text(bytes));
        using var reader = new StreamReader(await Decompression.OpenAsync(new MemoryStream(bytes), CancellationToken.None));
        Assert.Equal("hello", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData(Xz)]
    [InlineData(Bzip2)]
    public void Streams_may_follow_each_other(string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        Assert.Equal("hellohello", Text([.. bytes, .. bytes]));
    }

    [Theory]
    [InlineData(Xz)]
    [InlineData(Bzip2)]
    public void Cut_or_damaged_data_is_refused(string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        Assert.Throws<InvalidDataException>(() => Text(bytes[..^6]));
        bytes[bytes.Length / 2] ^= 0xFF;
        Assert.Throws<InvalidDataException>(() => Text(bytes));
    }
}
