using System.Text.Json;

using Gantry.Cli.Templates;

namespace Gantry.Cli.Tests.Templates;

/// <summary>Every expectation was printed by the docker command line 28.2.</summary>
public sealed class GoTemplateTests
{
    private const string Document = """
        {"Name":"web","State":{"Running":true,"ExitCode":3},"Config":{"Env":["A=1","B=2"],"Labels":{"a":"b","c":"d"},"Volumes":null},"Size":1984000,"Half":0.5,
         "Quote":"\"sh <&>'\"","HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"18090"}]}},"Empty":"","None":null,"List":[]}
        """;

    [Theory]
    [InlineData("{{.Name}}", "web")]
    [InlineData("{{.Config.Env}}", "[A=1 B=2]")]
    [InlineData("{{.Config.Labels}}", "map[a:b c:d]")]
    [InlineData("{{.Config.Labels.a}} {{.Config.Labels.zzz}}", "b <no value>")]
    [InlineData("{{index .Config.Labels \"a\"}}|{{index .Config.Labels \"zzz\"}}|", "b||")]
    [InlineData("{{.Config.Volumes.x}}", "<no value>")]
    [InlineData("{{.HostConfig.PortBindings}}", "map[80/tcp:[{ 18090}]]")]
    [InlineData("{{json .Config.Labels}}", """{"a":"b","c":"d"}""")]
    [InlineData("{{json .Quote}}", "\"\\\"sh <&>'\\\"\"")]
    [InlineData("{{upper .Name}} {{lower \"ABC\"}} {{title \"ab cd_ef\"}}", "WEB abc Ab Cd_ef")]
    [InlineData("{{pad .Name 1 2}}|{{pad .Empty 1 2}}|", " web  ||")]
    [InlineData("{{truncate .Name 2}} {{truncate .Name 9}}", "we web")]
    [InlineData("{{split .Name \"e\"}} {{join (split .Name \"e\") \"-\"}} {{join .Config.Env \", \"}}", "[w b] w-b A=1, B=2")]
    [InlineData("{{len .Name}} {{len .Config.Env}} {{len .Config.Labels}}", "3 2 2")]
    [InlineData("{{println .Name}}", "web\n")]
    [InlineData("{{slice .Name 1}} {{slice .Name 0 2}} {{slice .Config.Env 1 2}}", "eb we [B=2]")]
    [InlineData("{{index .Config.Env 1}}", "B=2")]
    [InlineData("{{printf \"%-5s|%5s|%q|%v|%x|%d|%05d|%.1f|%t|%%\" .Name .Name .Name .Name .Name 1984000 42 0.5 .State.Running}}", "web  |  web|\"web\"|web|776562|1984000|00042|0.5|true|%")]
    [InlineData("{{html .Quote}}", "&#34;sh &lt;&amp;&gt;&#39;&#34;")]
    [InlineData("{{js .Quote}}", "\\\"sh \\u003C\\u0026\\u003E\\'\\\"")]
    [InlineData("{{urlquery .Quote}}", "%22sh+%3C%26%3E%27%22")]
    [InlineData("{{eq .Name \"web\"}} {{eq .Name \"a\" \"web\"}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 2 2}}", "true true true true true false true")]
    [InlineData("{{and .Name \"x\"}} {{or .Empty \"y\"}} {{not .Name}} {{and .Empty \"x\"}}|", "x y false |")]
    [InlineData("{{if .State.Running}}up{{else}}down{{end}}", "up")]
    [InlineData("{{if eq .State.ExitCode 0}}0{{else if eq .State.ExitCode 3}}3{{else}}?{{end}}", "3")]
    [InlineData("{{range .Config.Env}}<{{.}}>{{end}}{{range .List}}x{{else}}none{{end}}", "<A=1><B=2>none")]
    [InlineData("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}", "a=b;c=d;")]
    [InlineData("{{with .State}}{{.ExitCode}}{{end}}{{with .Empty}}x{{else}}y{{end}}", "3y")]
    [InlineData("{{$x := .Name}}{{$x}}{{$x = \"z\"}}{{$x}}", "webz")]
    [InlineData("{{range .Config.Env}}{{$.Name}}{{end}}", "webweb")]
    [InlineData("{{.Name | upper | printf \"%s!\"}}", "WEB!")]
    [InlineData("a {{- .Name -}} b{{/* comment */}}", "awebb")]
    [InlineData("{{(index (index .HostConfig.PortBindings \"80/tcp\") 0).HostPort}}", "18090")]
    [InlineData("{{`raw\\n`}}{{\"tab\\t.\"}}", "raw\\ntab\t.")]
    public void Prints_what_docker_prints(string template, string expected) => Assert.Equal(expected, Apply(template));

    [Fact]
    public void Print_puts_a_space_between_operands_of_which_neither_is_text() => Assert.Equal("1 2ab3", Apply("{{print 1 2 \"a\" \"b\" 3}}"));

    [Theory]
    [InlineData("{{.Name", "template: :1: unclosed action")]
    [InlineData("{{nosuch .Name}}", "template: :1: function \"nosuch\" not defined")]
    [InlineData("{{if .Name}}", "template: :1: unexpected EOF")]
    [InlineData("{{end}}", "template: :1: unexpected {{end}}")]
    [InlineData("{{\"a}}", "template: :1: unterminated quoted string")]
    public void Malformed_templates_are_refused(string template, string fault) =>
        Assert.Equal(fault, Assert.Throws<TemplateException>(() => GoTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("{{.Nosuch}}", "template: :1:2: executing \"\" at <.Nosuch>: map has no entry for key \"Nosuch\"")]
    [InlineData("{{index .Config.Env 99}}", "template: :1:2: executing \"\" at <index .Config.Env 99>: error calling index: index out of range: 99")]
    [InlineData("{{slice .Name 0 9}}", "template: :1:2: executing \"\" at <slice .Name 0 9>: error calling slice: index out of range: 9")]
    [InlineData("{{$y}}", "template: :1: undefined variable \"$y\"")]
    public void Templates_that_do_not_fit_say_where(string template, string fault) =>
        Assert.Equal(fault, Assert.Throws<TemplateException>(() => Apply(template)).Message);

    [Fact]
    public void Names_are_found_as_json_and_as_go_spells_them() => Assert.Equal("x x", Apply("{{.Id}} {{.ID}}", """{"Id":"x"}"""));

    private static string Apply(string template, string document = Document)
    {
        using var json = JsonDocument.Parse(document);
        return GoTemplate.Parse(template).Execute(Fields.From(json.RootElement));
    }
}
