using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Configs, secrets and environment files in their canonical form.</summary>
internal static class FileRendering
{
    public static MapNode Of(FileReference file, RenderForm form) => new Fields(form)
        .Text("source", file.Source).Text("target", file.Target).Text("uid", file.User).Text("gid", file.Group).Mode("mode", file.Mode)
        .Extensions(file.Extensions).Map;

    /// <summary>A file whose path is enough when it has to be there; only JSON says the format.</summary>
    public static Node Of(EnvFile file, RenderForm form)
    {
        if (file.Required)
            return Fields.Scalar(file.Path);
        return new Fields(form).Text("path", file.Path).Flag("required", (bool?)false).Text("format", form == RenderForm.Json ? file.Format : null).Map;
    }

    /// <summary>A config or secret of the project; <paramref name="content"/> is what may be shown of its content.</summary>
    public static MapNode Of(FileObject file, string? content, RenderForm form) => new Fields(form)
        .Text("name", file.Name).Text("file", file.File).Text("environment", file.Environment).Text("content", content)
        .Flag("external", file.External).Mapping("labels", file.Labels).Text("driver", file.Driver)
        .Mapping("driver_opts", file.DriverOptions).Text("template_driver", file.TemplateDriver).Extensions(file.Extensions).Map;
}
