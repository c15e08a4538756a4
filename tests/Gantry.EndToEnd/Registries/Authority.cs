using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>An authority of an operator's own, in the engine's work folder: <c>ca.crt</c>, a server's <c>server.crt</c> and <c>server.key</c>, a client's <c>client.*</c>.</summary>
internal sealed class Authority(Engine engine)
{
    /// <summary>Makes them all, the server's for an address.</summary>
    public async Task Sign(string address) => (await engine.Shell($$"""
        set -e; key() { openssl ecparam -name prime256v1 -genkey -noout -out $1.key; }
        signed() { openssl req -new -key $1.key -subj /CN=$1 | openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out $1.crt 2>/dev/null; }
        key ca; openssl req -x509 -new -key ca.key -days 2 -subj /CN=authority -out ca.crt
        echo subjectAltName=IP:{{address}} >names; for i in server client; do key $i; signed $i; done
        """)).Ok();
}
