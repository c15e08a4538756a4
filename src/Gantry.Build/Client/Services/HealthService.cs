using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>Answers whether the client is still there (grpc.health.v1): engines ask while they build.</summary>
internal static class HealthService
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> Check = new(MethodType.Unary, "grpc.health.v1.Health", "Check", Bytes, Bytes);

    // HealthCheckResponse with status = SERVING.
    private static readonly byte[] Serving = [0x08, 0x01];

    public static void Bind(ServiceBinderBase binder) => binder.AddMethod(Check, new UnaryServerMethod<byte[], byte[]>((_, _) => Task.FromResult(Serving)));
}
