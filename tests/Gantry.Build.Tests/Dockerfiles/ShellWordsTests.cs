using Gantry.Build.Dockerfiles;

namespace Gantry.Build.Tests.Dockerfiles;

public sealed class ShellWordsTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "one", ["E"] = "", ["P"] = "/usr/local/bin", ["S"] = "a  b", ["X"] = "x*y*z" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$A", "one")]
    [InlineData("${A}b$Ab", "oneb")]
    [InlineData("'$A'\"$A\"\\$A", "$Aone$A")]
    [InlineData("a'b\"c'd\"e'f\"", "ab\"cde'f")]
    [InlineData("\"a\\\"b\\c\"\\d", "a\"b\\cd")]
    [InlineData("end\\", "end")]
    [InlineData("$", "$")]
    [InlineData("$1a$A", "aone")]
    [InlineData("a$-b", "ab")]
    [InlineData("${B-x}${B:-y}${E-z}${E:-w}", "xyw")]
    [InlineData("${A+x}${E+y}${E:+z}${B+w}", "xy")]
    [InlineData("${B:-${A:+'q $A'}}", "q $A")]
    [InlineData("${A:?no}", "one")]
    [InlineData("${P#*/}|${P##*/}|${P%/*}|${P%%/*}", "usr/local/bin|bin|/usr/local|")]
    [InlineData("${P#usr}|${P%?in}", "/usr/local/bin|/usr/local/")]
    [InlineData("${P/\\//-}|${P//\\//-}|${P/l*l/L}", "-usr/local/bin|-usr-local-bin|/usr/L/bin")]
    [InlineData("${X#x\\*}|${X%\\**}|${X%%\\**}", "y*z|x*y|x")]
    [InlineData("${A//\\?/q}|${A//*/q}", "one|q")]
    [InlineData("${E//*/q}|${B/a/b}", "q|")]
    [InlineData("<<EOF", "<<EOF")]
    [InlineData("a < b", "a < b")]
    [InlineData("", "")]
    [InlineData("${A//e/$0$0}", "on")]
    [InlineData("${A//e/\\$0}", "on\\e")]
    public void A_word_is_expanded(string word, string expected) => Assert.Equal(expected, new ShellWords('\\').Expand(word, Variables));

    [Theory]
    [InlineData("'a", "failed to process \"'a\": unexpected end of statement while looking for matching single-quote")]
    [InlineData("\"a", "failed to process \"\\\"a\": unexpected end of statement while looking for matching double-quote")]
    [InlineData("${", "failed to process \"${\": syntax error: missing '}'")]
    [InlineData("${}", "failed to process \"${}\": syntax error: bad substitution")]
    [InlineData("${A:-", "failed to process \"${A:-\": syntax error: missing '}'")]
    [InlineData("${A", "failed to process \"${A\": unsupported modifier (\uFFFD) in substitution")]
    [InlineData("${A!}", "failed to process \"${A!}\": unsupported modifier (!) in substitution")]
    [InlineData("${A:!x}", "failed to process \"${A:!x}\": unsupported modifier (:!) in substitution")]
    [InlineData("${A:#x}", "failed to process \"${A:#x}\": unsupported modifier (:#) in substitution")]
    [InlineData("${B:?}", "failed to process \"${B:?}\": B: is not allowed to be unset")]
    [InlineData("${E:?}", "failed to process \"${E:?}\": E: is not allowed to be empty")]
    [InlineData("${B?need it}", "failed to process \"${B?need it}\": B: need it")]
    [InlineData("${A/x}", "failed to process \"${A/x}\": syntax error: missing '/' in ${}")]
    [InlineData("${A#\\x}", "failed to process \"${A#\\\\x}\": invalid pattern (\\x) in substitution: invalid escape '\\x'")]
    public void What_is_wrong_is_told(string word, string message) =>
        Assert.Equal(message, Assert.Throws<DockerfileException>(() => new ShellWords('\\').Expand(word, Variables)).Message);

    [Fact]
    public void Words_are_split_at_blanks()
    {
        var words = new ShellWords('\\');
        Assert.Equal(["a", "b", "c d", "e f", "a  b", "1a", "b", "2"], words.ExpandToWords(" a b 'c d' e\\ f \"$S\" 1$S\t2", Variables));
        Assert.Equal(["80", "81"], words.ExpandToWords("${B:-80 81}", Variables));
        Assert.Empty(words.ExpandToWords(" '' ", Variables));
    }

    [Fact]
    public void Quotes_escapes_and_unknown_variables_can_stay()
    {
        Assert.Equal("'a' \"$B ${B:-x y}\" c", new ShellWords('\\') { KeepsQuotes = true, KeepsUnknown = true }.Expand("'a' \"$B ${B:-x\\ y}\" c", Variables));
        Assert.Equal("a\\ b", new ShellWords('\\') { KeepsEscapes = true }.Expand("a\\ b", Variables));
        Assert.Equal("'one' \"one\" $A it's", ShellWords.ForContent.Expand("'$A' \"$A\" \\$A it's", Variables));
        Assert.Equal("C:\\one `", new ShellWords('`').Expand("C:\\$A ``", Variables));
    }

    [Fact]
    public void Names_that_were_used_are_told()
    {
        var (unknown, known) = (new HashSet<string>(), new HashSet<string>());
        new ShellWords('\\').Expand("$A ${B} ${C:-$D} '$F'", Variables, unknown, known);
        Assert.Equal(["B", "C", "D"], unknown.Order());
        Assert.Equal(["A"], known);
    }

    [Fact]
    public void Nesting_has_an_end() =>
        Assert.Throws<DockerfileException>(() => new ShellWords('\\').Expand(string.Concat(Enumerable.Repeat("${B-", 10_000)), Variables));
}
