using System.Text;

namespace Gantry.Cli.Templates;

/// <summary>The part of Go's text templates that <c>--format</c> is used with: fields, pipelines, conditions, ranges, variables, functions.</summary>
internal sealed class GoTemplate
{
    private readonly IReadOnlyList<Node> nodes;

    private GoTemplate(IReadOnlyList<Node> nodes) => this.nodes = nodes;

    /// <exception cref="TemplateException">The template is malformed.</exception>
    public static GoTemplate Parse(string template) => new(Parser.Parse(template));

    /// <param name="data">The data.</param>
    /// <param name="headings">Whether they are a table's headings, which functions on cells leave alone.</param>
    /// <exception cref="TemplateException">The template does not fit the data.</exception>
    public string Execute(object? data, bool headings = false)
    {
        var output = new StringBuilder();
        new Evaluator(data, output, headings).Run(nodes, data);
        return output.ToString();
    }
}
