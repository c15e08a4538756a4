using System.Text.Json;

namespace Gantry.Build.Attestations;

internal sealed partial class Provenance
{
    private const string BuildTypeV1 = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";

    private void WriteV1(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildTypeV1);
        json.WriteStartObject("externalParameters");
        json.WriteStartObject("configSource");
        Source(json, "path");
        json.WriteEndObject();
        json.WriteStartObject("request");
        Parameters(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("internalParameters");
        if (wish.IsMax && result is not null)
        {
            json.WriteStartObject("buildConfig");
            new GraphText(result).Write(json);
            json.WriteEndObject();
        }

        json.WriteString("builderPlatform", platform.ToString());
        json.WriteEndObject();
        Materials(json, "resolvedDependencies");
        json.WriteEndObject();
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", wish.BuilderId);
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("invocationId", Invocation);
        json.WriteString("startedOn", Time(Started));
        json.WriteString("finishedOn", Time(Finished));
        json.WriteStartObject("buildkit_metadata");
        Details(json);
        json.WriteEndObject();
        OperationText.Flag(json, "buildkit_hermetic", IsHermetic);
        json.WriteStartObject("buildkit_completeness");
        json.WriteBoolean("request", HasAllParameters);
        json.WriteBoolean("resolvedDependencies", IsComplete);
        json.WriteEndObject();
        OperationText.Flag(json, "buildkit_reproducible", wish.Reproducible);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
