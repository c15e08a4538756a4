#pragma warning disable
namespace Gantry.Compose.Model;
public static class Stub { public static Project Load(IEnumerable<string> a, IReadOnlyList<string> b) => throw new NotSupportedException(); }
