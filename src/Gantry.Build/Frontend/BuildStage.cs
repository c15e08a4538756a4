using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;

namespace Gantry.Build.Frontend;

/// <summary>A stage on its way to a graph.</summary>
internal sealed class BuildStage(Stage stage, int index)
{
    public Stage Written { get; } = stage;

    public int Index { get; } = index;

    /// <summary>How progress calls it: its name, or its number where there are several; empty for a lone one.</summary>
    public string Label { get; set; } = "";

    /// <summary>What the label has before it in progress of several platforms.</summary>
    public string PlatformLabel { get; set; } = "";

    /// <summary>Its base, expanded.</summary>
    public string BaseName { get; set; } = "";

    /// <summary>The stage it stands on; null: an image, or nothing.</summary>
    public BuildStage? Base { get; set; }

    /// <summary>What it has come to; null: an empty file system.</summary>
    public VertexOutput? State { get; set; }

    public StageImage Image { get; set; } = new();

    /// <summary>ARG's variables, in the order they were declared.</summary>
    public List<ArgDeclaration> Arguments { get; } = [];

    /// <summary>What programs and words see: the image's environment, and ARG's variables; what was set last counts.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The instructions, triggers of the base first.</summary>
    public List<Instruction> Instructions { get; } = [.. stage.Instructions];

    /// <summary>How many of the instructions are triggers of the base.</summary>
    public int Triggers { get; set; }

    /// <summary>How many steps progress counts, and how many there were.</summary>
    public int Total { get; set; }

    public int Done { get; set; }

    public bool HasCommand { get; set; }

    public bool IsDispatched { get; set; }
}
