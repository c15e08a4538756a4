using System.Text;

using Gantry.Build.Attestations;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Build.Graph;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;

namespace Gantry.Build.Frontend;

/// <summary>The frontend <c>dockerfile.v0</c>: brings the Dockerfile, and makes a graph of it, or describes it.</summary>
internal sealed class DockerfileFrontend(StepContext context, GraphSolver solver, FrontendOptions options, IReadOnlyDictionary<string, BuildDefinition> inputs)
{
    private readonly ClientFiles _client = new(context);

    /// <summary>The bill of materials that is wanted; null: none is.</summary>
    public BillWish? Bill { get; init; }

    /// <summary>Makes a graph of it.</summary>
    /// <returns>The stage that is wanted, and the directory of its bill of materials.</returns>
    /// <exception cref="BuildException">The Dockerfile is wrong; it says where.</exception>
    public async Task<(BuildStage Stage, VertexOutput? Bill)> BuildAsync(CancellationToken cancellation)
    {
        var (main, source) = await ReadAsync(cancellation);
        var text = Text(source);
        Dockerfile dockerfile;
        try
        {
            dockerfile = Dockerfile.Parse(source.Content);
        }
        catch (DockerfileException e)
        {
            throw new BuildException(e.Message, e) { Locations = [Place(text, e.Lines)] };
        }

        var conversion = Conversion(main, source, dockerfile, text);
        var check = Check(dockerfile);
        try
        {
            var stage = await CheckedAsync(conversion, check, source, cancellation);
            Warn(text, check.Report);
            if (check.Report.Failure is { } failure) throw new BuildException(failure);
            Entitlements.Check(stage.State, context.Allowed);
            if (Bill is null) return (stage, null);
            var scanner = await conversion.Images.FindAsync(Bill.Generator, PlatformChoice.Host, canonical => $"FROM {canonical}", "[internal]", null, cancellation);
            return (stage, new BillScanner(Bill, scanner.State, scanner.Image.Config, PlatformChoice.Host).Scan(stage.Image.Platform.ToString(), conversion.ScanTargets(stage)));
        }
        catch (BuildException) when (check.Report.Failure is null)
        {
            Warn(text, check.Report);
            throw;
        }
    }

    /// <summary>Makes the graph and looks through the file, each part of the checks when Docker's builder does it: what comes after a fault is not told.</summary>
    private async Task<BuildStage> CheckedAsync(DockerfileConversion conversion, DockerfileCheck check, DockerfileSource source, CancellationToken cancellation)
    {
        check.CheckForm();
        check.CheckBases(Facts(conversion, source));
        try
        {
            var stage = await conversion.RunAsync(cancellation);
            check.CheckStages(Facts(conversion, source) with { Stages = conversion.Read });
            return stage;
        }
        catch (BuildException) when (conversion.IsInstructionAtFault)
        {
            check.CheckStages(Facts(conversion, source) with { Stages = conversion.Read });
            throw;
        }
    }

    /// <summary>The checks as the client wants them, or else the file.</summary>
    private DockerfileCheck Check(Dockerfile dockerfile)
    {
        try
        {
            return new DockerfileCheck(dockerfile, options.Checks is { } text ? CheckOptions.Parse(text) : null);
        }
        catch (DockerfileException e)
        {
            throw new BuildException(e.Message, e);
        }
    }

    /// <summary>Describes it instead.</summary>
    /// <returns>The answer, by the names the client knows.</returns>
    /// <exception cref="UnsupportedSubrequestException">Nobody knows the request.</exception>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> DescribeAsync(CancellationToken cancellation)
    {
        if (!DescriptionAnswers.IsKnown(options.Request)) throw new UnsupportedSubrequestException(options.Request);
        if (options.Request == DescriptionAnswers.Describe) return DescriptionAnswers.OfAll();
        var (main, source) = await ReadAsync(cancellation);
        if (options.Request == DescriptionAnswers.Lint) return DescriptionAnswers.Of(await LintAsync(main, source, cancellation));
        var text = Text(source);
        try
        {
            var dockerfile = Dockerfile.Parse(source.Content);
            if (options.Request == DescriptionAnswers.Targets) return DescriptionAnswers.Of(TargetList.Of(dockerfile, source.Content));
            var conversion = Conversion(main, source, dockerfile, text);
            var check = Check(dockerfile);
            await CheckedAsync(conversion, check, source, cancellation);
            Warn(text, check.Report);
            return DescriptionAnswers.Of(new OutlineReader(dockerfile, source.Content, Facts(conversion, source)).Read(options.Target.Length == 0 ? null : options.Target));
        }
        catch (DockerfileException e)
        {
            throw new BuildException(e.Message, e) { Locations = [Place(text, e.Lines)] };
        }
    }

    /// <summary>Checks it. What would end the build is part of the answer.</summary>
    private async Task<LintResult> LintAsync(MainContext main, DockerfileSource source, CancellationToken cancellation)
    {
        Dockerfile dockerfile;
        try
        {
            dockerfile = Dockerfile.Parse(source.Content);
        }
        catch (DockerfileException e)
        {
            return Lint(source, [], e);
        }

        // Where no stage is wanted, all are checked.
        var conversion = Conversion(main, source, dockerfile, Text(source), options.Target.Length == 0);
        var check = Check(dockerfile);
        try
        {
            await CheckedAsync(conversion, check, source, cancellation);
            return Lint(source, check.Report.Findings, check.Report.Failure is { } failure ? new DockerfileException(failure) : null);
        }
        catch (BuildException e)
        {
            var ranges = e.Locations.SelectMany(l => l.Ranges).ToList();
            var lines = ranges.Count == 0 ? default : new LineRange(ranges.Min(r => r.StartLine), ranges.Max(r => r.EndLine));
            return Lint(source, check.Report.Findings, new DockerfileException(e.Message).At(lines));
        }
    }

    private static LintResult Lint(DockerfileSource source, IReadOnlyList<Finding> findings, DockerfileException? fault) =>
        LintResult.Of(source.Name, source.Content, findings, fault, FileDefinitions.Describe(source.Definition));

    private async Task<(MainContext Main, DockerfileSource Source)> ReadAsync(CancellationToken cancellation)
    {
        var main = await MainContext.ResolveAsync(solver, options, inputs, cancellation);
        return (main, await DockerfileSource.ReadAsync(context, solver, _client, options, main, cancellation));
    }

    private DockerfileConversion Conversion(MainContext main, DockerfileSource source, Dockerfile dockerfile, SourceText text, bool allStages = false)
    {
        var images = new BaseImages(context, options);
        return new DockerfileConversion(dockerfile, text, source.Ignored, options, options.Platforms.Count == 1 ? options.Platforms[0] : PlatformChoice.Host)
        {
            Main = main.Files,
            WantsAllStages = allStages,
            Images = images,
            Named = new NamedContexts(options, inputs, images, new IgnoreFiles(_client)),
        };
    }

    private CheckContext Facts(DockerfileConversion conversion, DockerfileSource source) => new()
    {
        BuildArguments = options.BuildArguments,
        PlatformArguments = conversion.PlatformArguments,
        Bases = conversion.Bases,
        Ignored = IgnoreRules.Of(source.Ignored),
    };

    private void Warn(SourceText text, CheckReport report)
    {
        foreach (var finding in report.Findings)
            context.Progress.Warn(new BuildWarning(context.Definition, 1, $"{finding.Rule}: {finding.Message}{(finding.Lines.First > 0 ? $" (line {finding.Lines.First})" : "")}", [finding.Description], finding.Url, Place(text, finding.Lines)));
    }

    private static SourceText Text(DockerfileSource source) => new(source.Name, Encoding.UTF8.GetBytes(source.Content), "Dockerfile") { Definition = source.Definition };

    private static Graph.SourceLocation Place(SourceText text, LineRange lines) =>
        new(text, [.. Enumerable.Range(lines.First, Math.Max(1, lines.Last - lines.First + 1)).Select(l => new Graph.SourceRange(l, 0, l, 0))]);
}
