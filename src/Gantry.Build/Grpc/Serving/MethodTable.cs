using Grpc.Core;

namespace Gantry.Build.Grpc.Serving;

/// <summary>The methods that are served, by the path of their requests.</summary>
internal sealed class MethodTable : ServiceBinderBase
{
    private readonly Dictionary<string, Func<Call, Task>> _methods = new(StringComparer.Ordinal);

    /// <summary>The method of a path; null: it is not served.</summary>
    public Func<Call, Task>? Find(string path) => _methods.GetValueOrDefault(path);

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, handle) =>
        {
            var request = await call.Reader(method).OneAsync();
            await call.Writer(method).WriteAsync(await handle(request, call));
        });

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, handle) => await call.Writer(method).WriteAsync(await handle(call.Reader(method), call)));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, handle) =>
        {
            var request = await call.Reader(method).OneAsync();
            await handle(request, call.Writer(method), call);
        });

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, (call, handle) => handle(call.Reader(method), call.Writer(method), call));

    private void Add<THandler>(IMethod method, THandler? handler, Func<Call, THandler, Task> run)
        where THandler : Delegate
    {
        if (handler is not null) _methods[method.FullName] = call => run(call, handler);
    }
}
