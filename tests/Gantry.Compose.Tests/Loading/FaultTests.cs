using Gantry.Compose.Loading;

namespace Gantry.Compose.Tests.Loading;

/// <summary>Files that cannot be used, and the sentences of Docker Compose 2.40.3 that say so; ours may go on with the place and a hint.</summary>
public sealed class FaultTests
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Faults");

    public static TheoryData<string> Faults => [.. Directory.EnumerateFiles(Source, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_in_the_words_people_search_for(string name)
    {
        var message = Load(File.ReadAllText(Path.Combine(Source, name + ".yaml")));
        Assert.StartsWith(File.ReadAllText(Path.Combine(Source, name + ".error")).TrimEnd('\n'), message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_shown_with_its_place_and_the_one_that_was_meant()
    {
        var message = Load("services:\n  web:\n    imgae: x\n");
        Assert.Equal(
            "validating DIR/compose.yaml: services.web additional properties 'imgae' not allowed (DIR/compose.yaml:3:5; did you mean 'image'?)", message);
    }

    [Fact]
    public void A_wrong_type_is_shown_with_its_place() =>
        Assert.Equal("validating DIR/compose.yaml: services.web.image must be a string (DIR/compose.yaml:3:12)", Load("services:\n  web:\n    image: 1\n"));

    [Fact]
    public void A_tab_as_indentation_is_shown_with_its_line()
    {
        var message = Load("services:\n  web:\n\timage: x\n");
        Assert.StartsWith("failed to parse DIR/compose.yaml: yaml: line ", message, StringComparison.Ordinal);
        Assert.Contains("tab", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_that_begins_nothing_is_told_in_the_words_of_libyaml() => Assert.StartsWith(
        "failed to parse DIR/compose.yaml: yaml: line 2: found character that cannot start any token (DIR/compose.yaml:2:",
        Load("services:\n  web: @x\n"),
        StringComparison.Ordinal);

    [Fact]
    public void A_key_that_is_no_string_is_shown_with_its_place_in_every_list() => Assert.StartsWith(
        "non-string key in x-a[1].b[0]: 123 (DIR/compose.yaml:1:",
        Load("x-a: [1, {b: [{123: x}]}]\n"),
        StringComparison.Ordinal);

    [Fact]
    public void An_include_whose_environment_file_is_missing_names_it() => Assert.Equal(
        "stat DIR/nope.env: no such file or directory", Load("include: [{path: other.yaml, env_file: nope.env}]\n"));

    [Fact]
    public void An_include_whose_environment_file_is_a_directory_is_refused() => Assert.Equal(
        "DIR is not a file", Load("include: [{path: other.yaml, env_file: .}]\n"));

    [Fact]
    public void A_missing_environment_file_is_named() => Assert.StartsWith(
        "env file DIR/nope.env not found: stat DIR/nope.env: no such file or directory",
        Load("services: {a: {image: x, env_file: nope.env}}\n"),
        StringComparison.Ordinal);

    [Fact]
    public void An_alias_in_its_own_anchor_is_refused() =>
        Assert.Contains("anchor 'a' value contains itself", Load("x: &a [*a]\n"), StringComparison.Ordinal);

    [Fact]
    public void A_flood_of_aliases_is_refused()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"x-{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("excessive aliasing", Load("x-0: &a0 [x]\n" + string.Concat(lines)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        var directory = Directory.CreateTempSubdirectory("gantry-compose-").FullName;
        var source = new ProjectSource { CurrentDirectory = directory, Files = ["nope.yaml"] };
        var fault = Assert.Throws<ComposeException>(() => new ProjectLoader(source).Load(new LoadOptions(), []));
        Directory.Delete(directory);
        Assert.Equal($"open {directory}/nope.yaml: no such file or directory", fault.Message);
    }

    private static string Load(string text)
    {
        var directory = Directory.CreateTempSubdirectory("gantry-compose-").FullName;
        File.WriteAllText(Path.Combine(directory, "compose.yaml"), text);
        var source = new ProjectSource { CurrentDirectory = directory, Name = "p" };
        var fault = Assert.Throws<ComposeException>(() => new ProjectLoader(source).Load(new LoadOptions(), []));
        Directory.Delete(directory, recursive: true);
        return fault.Message.Replace(directory, "DIR", StringComparison.Ordinal);
    }
}
