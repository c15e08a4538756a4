using System.Security.Cryptography;
using System.Text;

using Gantry.Compose.Rendering;

namespace Gantry.Compose.Tests.Rendering;

public sealed class SmallHashTests
{
    /// <summary>The examples of the standard.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void A_known_text_has_its_known_hash(string text, string hash) => Assert.Equal(hash, Convert.ToHexStringLower(SmallHash.Of(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Texts_of_every_length_have_the_frameworks_hash()
    {
        var random = new Random(1);
        for (var length = 0; length < 300; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(SHA256.HashData(data), SmallHash.Of(data));
        }
    }
}
