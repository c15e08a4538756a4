using Gantry.Build.Solver;
using Gantry.Build.Solver.Cache;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Solver;

public sealed class CacheFilterTests
{
    private static readonly CacheRecord Record = new() { Id = "abc1", Type = "regular", Description = "[2/2] COPY a, b", Parents = ["p1"], Shared = true };

    [Theory]
    [InlineData(true)]
    [InlineData(true, "")]
    [InlineData(true, "shared")]
    [InlineData(false, "private")]
    [InlineData(true, "immutable,type==regular")]
    [InlineData(false, "immutable,type==frontend")]
    [InlineData(true, "type==frontend", "id~=^abc")]
    [InlineData(false, "inuse")]
    [InlineData(false, "inuse==false")]
    [InlineData(true, "inuse!=false")]
    [InlineData(true, "parents==p1")]
    [InlineData(true, "description==\"[2/2] COPY a, b\"")]
    [InlineData(false, "nothing")]
    public void Conditions_are_BuildKits(bool matches, params string[] texts) => Assert.Equal(matches, CacheFilter.Parse(texts, "prune").Matches(Record));

    [Theory]
    [InlineData("==x")]
    [InlineData("type=regular")]
    [InlineData("id~=(")]
    [InlineData("id==\"open")]
    public void What_is_no_condition_is_refused(string text) => Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => CacheFilter.Parse([text], "prune")).Kind);

    [Theory]
    [InlineData("==x", "[==x]: filters: parse error: [ >|=|< =x]: expected field or quoted")]
    [InlineData("description===x", "[description===x]: filters: parse error: [description >|=|< ==x]: unsupported operator \"===\"")]
    public void What_is_wrong_is_told_in_containerds_words(string text, string expected) =>
        Assert.Equal($"failed to parse diskusage filters {expected}: invalid argument", Assert.Throws<GantryException>(() => CacheFilter.Parse([text], "diskusage")).Message);
}
