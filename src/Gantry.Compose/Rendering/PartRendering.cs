using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>The smaller parts of a service in their canonical form.</summary>
internal static class PartRendering
{
    public static MapNode? Of(CredentialSpec? spec, RenderForm form) => spec is null ? null : new Fields(form)
        .Text("config", spec.Config).Text("file", spec.File).Text("registry", spec.Registry).Extensions(spec.Extensions).Map;

    public static MapNode Of(ServiceDependency dependency, RenderForm form)
    {
        var fields = new Fields(form).Text("condition", dependency.Condition).Flag("restart", dependency.Restart);
        return fields.Flag("required", (bool?)dependency.Required).Extensions(dependency.Extensions).Map;
    }

    public static MapNode Of(DeviceMapping device, RenderForm form) => new Fields(form)
        .Text("source", device.Source).Text("target", device.Target).Text("permissions", device.Permissions).Extensions(device.Extensions).Map;

    public static MapNode Of(DeviceRequest device, RenderForm form) => new Fields(form)
        .Texts("capabilities", device.Capabilities).Text("driver", device.Driver).Number("count", device.Count)
        .Texts("device_ids", device.Ids).Mapping("options", device.Options).Map;

    public static MapNode? Of(ServiceProvider? provider, RenderForm form) => provider is null ? null : new Fields(form)
        .Text("type", provider.Type).Named("options", provider.Options, Fields.List).Extensions(provider.Extensions).Map;

    public static MapNode? Of(Extends? extends, RenderForm form) => extends is null ? null : new Fields(form)
        .Text("file", extends.File).Text("service", extends.Service).Map;

    public static MapNode? Of(HealthCheck? check, RenderForm form) => check is null ? null : new Fields(form)
        .Texts("test", check.Test ?? []).Duration("timeout", check.Timeout).Duration("interval", check.Interval)
        .Number("retries", check.Retries).Duration("start_period", check.StartPeriod).Duration("start_interval", check.StartInterval)
        .Flag("disable", check.Disable).Extensions(check.Extensions).Map;

    public static MapNode? Of(Logging? logging, RenderForm form) => logging is null ? null : new Fields(form)
        .Text("driver", logging.Driver).Mapping("options", logging.Options).Extensions(logging.Extensions).Map;

    public static Node Of(ServiceModel? model, RenderForm form) => model is null ? Fields.Scalar(null) : new Fields(form)
        .Text("endpoint_var", model.EndpointVariable).Text("model_var", model.ModelVariable).Extensions(model.Extensions).Map;

    public static MapNode Of(ServicePort port, RenderForm form) => new Fields(form)
        .Text("name", port.Name).Text("mode", port.Mode).Text("host_ip", port.HostIP).Number("target", port.Target)
        .Text("published", port.Published).Text("protocol", port.Protocol).Text("app_protocol", port.AppProtocol)
        .Extensions(port.Extensions).Map;

    /// <summary>A limit: a number when soft and hard are one; YAML always says both otherwise.</summary>
    public static Node Of(Ulimit limit, RenderForm form)
    {
        if (limit.Single != 0)
            return Fields.Scalar(limit.Single);
        return form == RenderForm.Json
            ? new Fields(form).Number("soft", limit.Soft).Number("hard", limit.Hard).Map
            : new Fields(form).Number("soft", (long?)limit.Soft).Number("hard", (long?)limit.Hard).Map;
    }

    public static MapNode Of(ServiceHook hook, RenderForm form) => new Fields(form)
        .Command("command", hook.Command).Text("user", hook.User).Flag("privileged", hook.Privileged)
        .Text("working_dir", hook.WorkingDirectory).OptionalMapping("environment", hook.Environment).Extensions(hook.Extensions).Map;
}
