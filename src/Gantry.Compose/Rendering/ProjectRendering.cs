using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>A project in its canonical form, which config shows.</summary>
public static class ProjectRendering
{
    /// <summary>The project as a tree whose attributes are in the order <paramref name="form"/> wants.</summary>
    public static MapNode Of(Project project, RenderForm form) => form == RenderForm.Json ? Json(project) : Yaml(project);

    private static MapNode Yaml(Project project)
    {
        var fields = new Fields(RenderForm.Yaml).Text("name", project.Name);
        fields.Map["services"] = new MapNode();
        fields.Named("services", project.Services, service => ServiceRendering.Of(service, RenderForm.Yaml));
        return Resources(fields, project).Extensions(project.Extensions).Map;
    }

    private static MapNode Json(Project project)
    {
        var fields = new Fields(RenderForm.Json);
        fields.Map["name"] = Fields.Scalar(project.Name);
        fields.Map["services"] = new MapNode();
        fields.Named("services", project.Services, service => ServiceRendering.Of(service, RenderForm.Json));
        Resources(fields, project);
        fields.Map.Remove("models");
        foreach (var (key, value) in project.Extensions)
            fields.Map[key] = CanonicalOrder.Of(value, RenderForm.Json);
        var sorted = new MapNode();
        foreach (var (key, value) in fields.Map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            sorted[key] = value;
        return sorted;
    }

    private static Fields Resources(Fields fields, Project project) => fields
        .Named("networks", project.Networks, network => NetworkRendering.Of(network, fields.Form))
        .Named("volumes", project.Volumes, volume => VolumeRendering.Of(volume, fields.Form))
        .Named("secrets", project.Secrets, secret => FileRendering.Of(secret, null, fields.Form))
        .Named("configs", project.Configs, config => FileRendering.Of(config, string.IsNullOrEmpty(config.Environment) ? config.Content : null, fields.Form))
        .Named("models", project.Models, model => Of(model, fields.Form));

    private static MapNode Of(AiModel model, RenderForm form) => new Fields(form)
        .Text("name", model.Name).Text("model", model.Model).Number("context_size", model.ContextSize)
        .Texts("runtime_flags", model.RuntimeFlags).Extensions(model.Extensions).Map;
}
