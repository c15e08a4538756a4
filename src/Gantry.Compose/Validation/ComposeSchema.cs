using static Gantry.Compose.Validation.SchemaRule;

namespace Gantry.Compose.Validation;

/// <summary>What the Compose specification (compose-spec.json) allows: the top level of a file.</summary>
internal static partial class ComposeSchema
{
    public static SchemaRule File { get; } = Map()
        .With("version", Text)
        .With("name", Text)
        .With("include", List(Ref(() => Include)))
        .With("services", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Service))
            .Closed())
        .With("models", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Model)))
        .With("networks", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Network)))
        .With("volumes", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Volume))
            .Closed())
        .With("secrets", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Secret))
            .Closed())
        .With("configs", Map()
            .Every("^[a-zA-Z0-9._-]+$", Ref(() => Config))
            .Closed())
        .Open()
        .Closed();
}
