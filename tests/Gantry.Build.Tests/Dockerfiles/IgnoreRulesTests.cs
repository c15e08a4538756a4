using Gantry.Build.Dockerfiles;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Dockerfiles;

public sealed class IgnoreRulesTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "a/b/c", true)]
    [InlineData("a", "b/a", false)]
    [InlineData("a/", "a/b", true)]
    [InlineData("/a", "a", true)]
    [InlineData("./a/../b", "b", true)]
    [InlineData("*.go", "x.go", true)]
    [InlineData("*.go", "d/x.go", false)]
    [InlineData("*/x", "d/x", true)]
    [InlineData("*/x", "d/e/x", false)]
    [InlineData("**", "a/b", true)]
    [InlineData("**/x", "x", true)]
    [InlineData("**/x", "a/b/x/y", true)]
    [InlineData("**/x", "ax", false)]
    [InlineData("**.go", "a/b.go", true)]
    [InlineData("**go", "ago", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a**", "ab/c", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/bz", false)]
    [InlineData("**/*.md", "docs/a.md", true)]
    [InlineData("**/a/**", "x/a/y", true)]
    [InlineData("fo?", "foo", true)]
    [InlineData("fo?", "fo/", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("a.b+c(d)|{e}$", "a.b+c(d)|{e}$", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("# x", "# x", false)]
    [InlineData(" # x", "# x", true)]
    [InlineData("\uFEFF a ", "a", true)]
    [InlineData("a\n!a/b", "a/b", false)]
    [InlineData("a\n!a/b", "a/b/c", false)]
    [InlineData("a\n!a/b", "a/c", true)]
    [InlineData("!a/b\na", "a/b", true)]
    [InlineData("*\n!*.go\nx.go", "x.go", true)]
    [InlineData("*\n! /a/b/", "a/b", false)]
    [InlineData("a\r\n\r\nb\r\n", "b", true)]
    [InlineData("*", ".", false)]
    [InlineData("é*", "été", true)]
    public void The_last_rule_that_fits_decides(string rules, string path, bool expected) => Assert.Equal(expected, IgnoreRules.Parse(rules).Matches(path));

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[a-]")]
    [InlineData("a\\")]
    [InlineData("!")]
    public void A_malformed_pattern_is_told(string rules) => Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => IgnoreRules.Parse(rules)).Kind);

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a\n!b", "a", true)]
    [InlineData("a\n!a/b", "a", false)]
    [InlineData("a\n!a/b", "a/c", true)]
    [InlineData("!a/b\na", "a", true)]
    [InlineData("a\n!**/b", "a", false)]
    [InlineData("a\n!*.go", "a", true)]
    [InlineData("*\n!a*", "b", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("b", "a", false)]
    public void A_directory_is_passed_over_if_nothing_below_it_stays(string rules, string directory, bool expected) =>
        Assert.Equal(expected, IgnoreRules.Parse(rules).MatchesWhole(directory));

    [Fact]
    public void A_filter_enters_where_something_is_selected()
    {
        var filter = new PathFilter(IgnoreRules.Of(["src/*/main.go", "go.mod"]), IgnoreRules.Of(["src/old"]));
        Assert.True(filter.Selects("go.mod"));
        Assert.True(filter.Selects("src/a/main.go"));
        Assert.False(filter.Selects("src/a"));
        Assert.False(filter.Selects("src/old/main.go"));
        Assert.True(filter.Enters("src"));
        Assert.True(filter.Enters("src/a"));
        Assert.False(filter.Enters("src/a/b"));
        Assert.False(filter.Enters("src/old"));
        Assert.False(filter.Enters("docs"));
        Assert.True(new PathFilter(IgnoreRules.None, IgnoreRules.None).Enters("docs"));
    }

    [Fact]
    public void A_walk_finds_the_same_as_asking_for_each_path()
    {
        var random = new Random(1);
        string[] pieces = ["a", "b", "*", "**", "?", "a*", "[ab]", "c"];
        string[] names = ["a", "b", "c", "ab"];
        for (var round = 0; round < 2_000; round++)
        {
            var rules = IgnoreRules.Of(Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
                (random.Next(3) == 0 ? "!" : "") + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => pieces[random.Next(pieces.Length)]))));
            var path = "";
            var finding = default(IgnoreFinding);
            string? passedOver = null;
            for (var depth = 0; depth < 4; depth++)
            {
                path = path.Length == 0 ? names[random.Next(names.Length)] : $"{path}/{names[random.Next(names.Length)]}";
                finding = rules.Judge(path, finding);
                Assert.Equal(rules.Matches(path), finding.IsMatch);
                if (passedOver is not null) Assert.True(finding.IsMatch, $"{string.Join(' ', rules.Patterns)}: {path} below {passedOver}");
                if (rules.MatchesWhole(path)) passedOver ??= path;
            }
        }
    }

    [Theory]
    [InlineData("*.go", "a.go", true)]
    [InlineData("*.go", "d/a.go", false)]
    [InlineData("**", "a/b", false)]
    [InlineData("a/**/c", "a/b/c", true)]
    [InlineData("[a-b]*", "bx", true)]
    [InlineData("\\[a]", "[a]", true)]
    [InlineData("a?c", "a/c", false)]
    public void Sources_fit_as_Go_fits_them(string pattern, string path, bool expected) => Assert.Equal(expected, new SourcePattern(pattern).Matches(path));

    [Fact]
    public void No_pattern_makes_matching_slow() =>
        Assert.False(new SourcePattern(string.Concat(Enumerable.Repeat("*a", 200)) + "b").Matches(new string('a', 5_000)));
}
