using System.Reflection;
using System.Text;
using System.Text.Json;

using Gantry.Oci.Runtime;
using Gantry.Oci.Runtime.Reading;

namespace Gantry.Oci.Tests.Runtime;

public sealed class RuntimeDocumentsTests
{
    private int count;

    [Fact]
    public void Every_property_is_read()
    {
        var spec = (RuntimeSpec)Filled(typeof(RuntimeSpec));
        var text = JsonSerializer.SerializeToUtf8Bytes(spec, RuntimeJson.Default.RuntimeSpec);
        var read = JsonSerializer.SerializeToUtf8Bytes(RuntimeDocuments.Spec(text), RuntimeJson.Default.RuntimeSpec);
        Assert.Equal(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(read));
    }

    [Fact]
    public void Processes_and_resources_are_documents_of_their_own()
    {
        Assert.Equal(["a"], RuntimeDocuments.Process("""{"args":["a"]}"""u8.ToArray()).Args);
        Assert.Equal(5, RuntimeDocuments.Resources("""{"pids":{"limit":5}}"""u8.ToArray()).Pids!.Limit);
    }

    [Fact]
    public void What_is_absent_null_or_unknown_is_the_default()
    {
        var spec = RuntimeDocuments.Spec("""{"process":{"cwd":null,"user":null,"unknown":[null]},"root":null,"mounts":[{}],"Hostname":"x"}"""u8.ToArray());
        Assert.Equal(("1.2.0", "/", 0u), (spec.OciVersion, spec.Process!.Cwd, spec.Process.User.Uid));
        Assert.Null(spec.Root);
        Assert.Null(spec.Hostname);
        Assert.Equal(new Mount(), Assert.Single(spec.Mounts!));
    }

    [Theory]
    [InlineData("[]", "$: an object is expected here")]
    [InlineData("""{"process":"x"}""", "$.process: an object is expected here")]
    [InlineData("""{"process":{"args":"x"}}""", "$.process.args: a list is expected here")]
    [InlineData("""{"process":{"args":["x",5]}}""", "$.process.args[1]: a text is expected here")]
    [InlineData("""{"process":{"args":[null]}}""", "$.process.args[0]: a text is expected here")]
    [InlineData("""{"process":{"terminal":1}}""", "$.process.terminal: true or false is expected here")]
    [InlineData("""{"process":{"user":{"uid":"0"}}}""", "$.process.user.uid: a number is expected here")]
    [InlineData("""{"process":{"user":{"uid":-1}}}""", "$.process.user.uid: -1 is no whole number of the range that is expected here")]
    [InlineData("""{"process":{"user":{"gid":1.5}}}""", "$.process.user.gid: 1.5 is no whole number of the range that is expected here")]
    [InlineData("""{"mounts":[{"destination":"/a"},null]}""", "$.mounts[1]: an object is expected here")]
    [InlineData("""{"annotations":{"a":1}}""", "$.annotations.a: a text is expected here")]
    [InlineData("""{"linux":{"resources":{"memory":{"limit":99999999999999999999}}}}""", "$.linux.resources.memory.limit: 99999999999999999999 is no whole number of the range that is expected here")]
    public void A_value_of_another_kind_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<JsonException>(() => RuntimeDocuments.Spec(Encoding.UTF8.GetBytes(text))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("""{"process":{"args":["a",]}}""")]
    public void What_is_no_JSON_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => RuntimeDocuments.Spec(Encoding.UTF8.GetBytes(text)));

    /// <summary>A value that is not the default of its type, and in which no property has its default.</summary>
    private object Filled(Type type)
    {
        count++;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return $"text {count}";
        if (type == typeof(bool))
            return true;
        if (type.IsPrimitive)
            return Convert.ChangeType(count, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(type.GenericTypeArguments[0], 2);
            list.SetValue(Filled(type.GenericTypeArguments[0]), 0);
            list.SetValue(Filled(type.GenericTypeArguments[0]), 1);
            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GenericTypeArguments))!;
            map.Add($"key {count}", Filled(type.GenericTypeArguments[1]));
            return map;
        }

        var value = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            property.SetValue(value, Filled(property.PropertyType));
        return value;
    }
}
