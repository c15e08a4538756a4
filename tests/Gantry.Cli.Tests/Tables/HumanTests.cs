using Gantry.Cli.Tables;

namespace Gantry.Cli.Tests.Tables;

public sealed class HumanTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1, "1B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1984, "1.98kB")]
    [InlineData(1984000, "1.98MB")]
    [InlineData(166_800_000, "167MB")]
    [InlineData(999_500, "1e+03kB")]
    [InlineData(1_500_000_000, "1.5GB")]
    [InlineData(2e12, "2TB")]
    public void Sizes_have_three_digits_in_decimal_units(double bytes, string expected) => Assert.Equal(expected, HumanSize.Decimal(bytes, 3));

    [Theory]
    [InlineData(1984512, "1.985MB")]
    [InlineData(166_812_345, "166.8MB")]
    public void Exact_sizes_have_four(double bytes, string expected) => Assert.Equal(expected, HumanSize.Decimal(bytes));

    [Theory]
    [InlineData(25276510208, "23.54GiB")]
    [InlineData(1024, "1KiB")]
    [InlineData(512, "512B")]
    public void Memory_is_in_binary_units(double bytes, string expected) => Assert.Equal(expected, HumanSize.Binary(bytes));

    [Theory]
    [InlineData(0, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(119, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(3599, "59 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(2 * 3600, "2 hours")]
    [InlineData(47 * 3600, "47 hours")]
    [InlineData(48 * 3600, "2 days")]
    [InlineData(13 * 86400, "13 days")]
    [InlineData(14 * 86400, "2 weeks")]
    [InlineData(60 * 86400, "2 months")]
    [InlineData(729 * 86400, "24 months")]
    [InlineData(730 * 86400, "2 years")]
    public void Durations_are_worded_as_docker_does(int seconds, string expected) => Assert.Equal(expected, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_three_spaces_and_at_least_ten()
    {
        var table = new ColumnWriter();
        table.Add("ID\tIMAGE\tNAMES");
        table.Add("0123456789ab\tbusybox\tweb");
        table.Add("0123456789ac\té\t");
        Assert.Equal("ID             IMAGE     NAMES\n0123456789ab   busybox   web\n0123456789ac   é         \n", table.ToString());
    }
}
