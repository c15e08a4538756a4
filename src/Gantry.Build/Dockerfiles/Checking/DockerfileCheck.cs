namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The build checks of one Dockerfile. They come in three parts, since a build may fail between them, and what it would have been told later is then not told.</summary>
/// <remarks>https://docs.docker.com/reference/build-checks/.</remarks>
public sealed class DockerfileCheck
{
    private readonly Dockerfile _file;

    /// <summary>Begins them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Which checks are done; null: the file's directive says it.</param>
    /// <exception cref="DockerfileException">The directive is wrong.</exception>
    public DockerfileCheck(Dockerfile file, CheckOptions? options = null)
    {
        _file = file;
        Report = new CheckReport(options ?? OptionsOf(file));
    }

    /// <summary>What was found.</summary>
    public CheckReport Report { get; }

    /// <summary>All parts at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="context">The build.</param>
    /// <exception cref="DockerfileException">The directive is wrong.</exception>
    public static CheckReport Run(Dockerfile file, CheckContext context)
    {
        var check = new DockerfileCheck(file, context.Options);
        check.CheckForm();
        if (check.CheckBases(context)) check.CheckStages(context);
        return check.Report;
    }

    /// <summary>What the file alone shows.</summary>
    public void CheckForm()
    {
        Report.Add(_file.Findings.Where(f => f.Rule == CheckRules.NoEmptyContinuation.Name));
        Report.Add(FormChecks.Run(_file));
    }

    /// <summary>What the names of the bases show.</summary>
    /// <param name="context">The build; of it, arguments are needed.</param>
    /// <returns>Whether they all have names; otherwise the build fails now.</returns>
    public bool CheckBases(CheckContext context) => new BaseChecks(_file, context, Report).Run();

    /// <summary>What the instructions show.</summary>
    /// <param name="context">The build.</param>
    /// <returns>Whether all of them can be read; otherwise the build fails now.</returns>
    public bool CheckStages(CheckContext context)
    {
        try
        {
            var done = new List<StageChecks>();
            var names = GlobalArguments.Of(_file, context, context.BuildArguments);
            for (var i = 0; i < _file.Stages.Count; i++)
            {
                var stage = _file.Stages[i];
                var name = new ShellWords(_file.EscapeCharacter).Expand(stage.From.Base, names.Values);
                var stageBase = done.FindLast(s => s.Name is not null && s.Name == name);
                var checks = new StageChecks(_file.EscapeCharacter, stage, stageBase, context.Bases.GetValueOrDefault(i), context, names.Values, Report);
                if (context.Stages?.Contains(i) != false) checks.Run();
                done.Add(checks);
            }

            return true;
        }
        catch (DockerfileException)
        {
            // Whoever carries the instructions out meets the same fault, and tells it.
            return false;
        }
    }

    private static CheckOptions OptionsOf(Dockerfile file)
    {
        try
        {
            return CheckOptions.Parse(file.Check);
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException($"failed to parse check options: {e.Message}");
        }
    }
}
