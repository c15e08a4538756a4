using System.Text;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Dockerfiles;

/// <summary>Whatever is written, the answer is a Dockerfile or a sentence.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "FROM scratch\n", "FROM a AS b\n", "ARG x=${y:-1}\n", "RUN ", "COPY ", "ADD ", "ENV ", "LABEL ", "ONBUILD ", "HEALTHCHECK ", "SHELL ", "CMD [", "]", "\"", "'", "\\", "\\\n", "\n", "\r\n",
        "# escape=`\n", "#", "`", "$", "${", "}", ":-", ":?", "##", "%%", "//", "/", "*", "?", "<<EOF", "<<-\"E\"", "EOF\n", "--mount=type=cache,target=/x", "--mount=", ",", "=", "--", "--from=", "a", "b ", " ",
        "\t", "\0", "\uFEFF", "é", "\uD800", "[^", "!", "**/", "..", "65536", "-1", "1h", "\u00A0", "\u2028", "{\"syntax\":1}", "--interval=1e9h", "size=9999999999999999t", "[\"\\ud800\"]", "80/TCP", ":",
    ];

    private static readonly string[] Samples =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Dockerfiles", "Samples"), "*.Dockerfile").Order().Select(File.ReadAllText)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_Dockerfile_of_random_pieces_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
            Read((random.Next(2) == 0 ? "FROM scratch\n" : "") + string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Pieces[random.Next(Pieces.Length)])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_changed_Dockerfile_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
        {
            var text = new StringBuilder(Samples[random.Next(Samples.Length)]);
            for (var change = random.Next(1, 6); change > 0 && text.Length > 1; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 10), text.Length - at)); break;
                    case 1: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                    case 2: text[at] = text[random.Next(text.Length)]; break;
                    default: text.Insert(at, text.ToString(random.Next(text.Length / 2), text.Length / 3)); break;
                }
            }

            Read(text.ToString());
        }
    }

    [Fact]
    public void Random_words_and_patterns_are_read_or_refused()
    {
        var random = new Random(1);
        var variables = new Dictionary<string, string> { ["a"] = "a*b/c", ["b"] = "" };
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            Try(() => new ShellWords(random.Next(2) == 0 ? '\\' : '`') { KeepsQuotes = random.Next(2) == 0, KeepsUnknown = random.Next(2) == 0 }.ExpandToWords(text, variables));
            Try(() => IgnoreRules.Parse(text).MatchesWhole("a/b"));
            Try(() => new SourcePattern(text).Matches("a*b/c"));
            Try(() => CheckOptions.Parse(text));
        }
    }

    [Fact]
    public void Deep_nesting_ends_in_a_sentence()
    {
        Read("FROM scratch\n" + string.Concat(Enumerable.Repeat("ONBUILD ", 8_000)) + "RUN x\n");
        Read($"FROM scratch\nENV a={string.Concat(Enumerable.Repeat("${b:-", 10_000))}\n");
        Read($"FROM scratch\nCMD {new string('[', 60_000)}\n");
    }

    private static void Read(string text) => Try(() =>
    {
        var file = Dockerfile.Parse(text);
        DockerfileCheck.Run(file, new CheckContext { Options = CheckOptions.Parse("experimental=all") });
        TargetList.Of(file, text).ToJson();
        new OutlineReader(file, text, new CheckContext()).Read().ToText();
    });

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (GantryException e) when (e.Kind == ErrorKind.Invalid)
        {
            Assert.NotEqual("", e.Message);
        }
    }
}
