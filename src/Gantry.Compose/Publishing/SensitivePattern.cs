using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gantry.Compose.Publishing;

/// <summary>A kind of password or key, and how it is known.</summary>
/// <param name="kind">What it is called.</param>
/// <param name="value">What values look like.</param>
/// <param name="key">What keys look like; null: any, also none.</param>
/// <param name="verify">Looks closer at a key and a value; null: the look is enough.</param>
internal sealed class SensitivePattern(string kind, string value, string? key = null, Func<string, string, bool>? verify = null)
{
    private const double KeywordEntropy = 4;
    private const double TextEntropy = 5;

    private const string Keywords =
        "api[-_]?key|access[-_]?key|auth[-_]?key|service[-_]?key|account[-_]?key|db[-_]?key|database[-_]?key|priv[-_]?key|private[-_]?key|client[-_]?key|" +
        "db[-_]?pass|database[-_]?pass|key[-_]?pass|password|passwd|pwd|secret|token|contraseña|contrasena";

    private readonly Regex exact = Make($@"^\s*\[?[\t ]*['""]?(?:{value})['""]?[\t ]*\]?[\t ]*;?\s*$");
    private readonly Regex? keys = key is null ? null : Make($@"^\s*(?:{key})\s*$");
    private readonly Regex within = Make(
        @"(?:^|[\t ]+)(?:(?i:(?:var|let|set|dim|declare|export|const|readonly)[\t ]+)?\[?[\t ]*['""]?" + $@"(?<key>{key ?? @"[\t a-zA-Z0-9$/_-]+"})" +
        @"['""]?[\t ]*\]?[^\S\r\n]*(?::=|:|=)[^\S\r\n]*)" + (key is null ? "?" : "") + $@"\[?[\t ]*['""]?(?<value>{value})['""]?[\t ]*\]?[\t ]*;?(?:[\t ]+|$)");

    /// <summary>All kinds, those that say most first. The forms of keys are those their makers document.</summary>
    public static IReadOnlyList<SensitivePattern> All { get; } =
    [
        new("JFrog Artifactory credentials", "AKC[a-zA-Z0-9]{10,}"),
        new("AWS Client ID", "(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}"),
        new("AWS Secret Key", @"(?:AWS|aws).{0,20}['""][0-9a-zA-Z/+]{40}['""]"),
        new("Amazon Marketplace Web Service (MWS) Key", @"amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        new("Azure Storage Account access key", "(?:AccountKey=)?[a-zA-Z0-9+/=]{88}",
            verify: (key, value) => value.StartsWith("AccountKey", StringComparison.Ordinal) || key.EndsWith("AccountKey", StringComparison.Ordinal)),
        new("HTTP Basic Authentication", @"(?i:""?authorization""? *[:=] *)?""?(?i:basic) +[a-zA-Z0-9+/,_\-]{2,}={0,2}""?", verify: (_, value) => IsUserAndPassword(value)),
        new("HTTP Bearer Authentication", @"(?i:""?authorization""? *[:=] *)?""?(?i:bearer) +[a-zA-Z0-9+/,_\-.=]{2,}""?", verify: (_, value) => IsUserAndPassword(value)),
        new("Github authentication", "gh[pousr]_[A-Za-z0-9_]{36}"),
        new("JSON Web Token", @"eyJ[A-Za-z0-9\-_=]+\.eyJ[A-Za-z0-9\-_=]+\.?[A-Za-z0-9\-_.+/=]*", verify: (_, value) => IsToken(value)),
        new("Keyword Detector", @"[^${\s].+[^}\s]", $@"[.\[~\-\w]*(?i:{Keywords})[.\[\]~\-\w]*", (_, value) => Entropy(value) >= KeywordEntropy),
        new("Mailchimp API Key", "[0-9a-f]{32}-us[0-9]{1,2}"),
        new("npm auth token", @"//\S+/:_authToken=[^${\s]\S+|npm_[a-zA-Z0-9]{36}"),
        new("Private Key", @".*PuTTY-User-Key-File-.*|-*BEGIN[ \S]+?PRIVATE KEY(?: BLOCK)?-*[\S\s]{4,}?-*END[ \S]+?PRIVATE KEY(?: BLOCK)?-*"),
        new("Sendgrid API key", @"SG\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9_-]{43}"),
        new("Slack token", @"(?:(?:xoxe\.)?xox[bp]|xox[aeosr]|xapp)-\d+-[-a-zA-Z0-9]+|https://hooks\.slack\.com/services/T[a-zA-Z0-9_]+/B[a-zA-Z0-9_]+/[a-zA-Z0-9_]+"),
        new("Square authentication", @"sq0atp-[0-9A-Za-z\\\-_]{22}|sq0csp-[0-9A-Za-z\\\-_]{43}"),
        new("Stripe API key", "[rs]k_(?:live|test)_[0-9a-zA-Z]{24}"),
        new("Twilio authentication", "(?:AC|SK)[0-9a-fA-F]{32}"),
        new("URL with password", @"[a-z][a-z0-9+.-]+://[^:\s]*:[^@:\s]+@[^\s'""\];]+", verify: (_, value) => HasPassword(value)),
        new("High entropy string", "(?:[a-zA-Z0-9+/]{16,}|[a-zA-Z0-9_-]{16,})={0,2}", verify: (_, value) => !value.All(letter => char.IsAsciiDigit(letter)) && Entropy(value) > TextEntropy),
    ];

    /// <summary>What it is called.</summary>
    public string Kind { get; } = kind;

    /// <summary>Whether a value is of this kind.</summary>
    public bool Is(string name, string text) => exact.IsMatch(text) && keys?.IsMatch(name) != false && verify?.Invoke(name, text) != false;

    /// <summary>The values of this kind in a text, with the keys before them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Find(string text) => within.Matches(text)
        .Select(match => KeyValuePair.Create(match.Groups["key"].Value.Trim(), match.Groups["value"].Value.Trim()))
        .Where(pair => verify?.Invoke(pair.Key, pair.Value) != false);

    private static Regex Make(string pattern) => new(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>How many bits a letter of a text says, after Shannon.</summary>
    private static double Entropy(string text) => text.GroupBy(letter => letter).Sum(group =>
    {
        var share = (double)group.Count() / text.Length;
        return -share * Math.Log2(share);
    });

    /// <summary>Whether the last word is a name and a password in base 64.</summary>
    private static bool IsUserAndPassword(string text) =>
        Decode(text.Split(' ')[^1].TrimEnd('"')) is { Length: > 2 } both && both.AsSpan(1, both.Length - 2).Contains((byte)':');

    private static bool HasPassword(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Split(':', 2) is [_, { Length: > 0 } password] && !password.StartsWith('$');

    private static bool IsToken(string text) => text.Split('.') switch
    {
        [var head, var claims] => Parse(head) is { } unsigned && unsigned.Contains("\"none\"", StringComparison.Ordinal) && Parse(claims) is not null,
        [var head, var claims, _] => Parse(head) is not null && Parse(claims) is not null,
        _ => false,
    };

    /// <summary>The JSON object a part of a token is; null: it is none.</summary>
    private static string? Parse(string part)
    {
        if (Decode(part.Replace('-', '+').Replace('_', '/')) is not { } bytes)
            return null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string text)
    {
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var count) ? bytes[..count] : null;
    }
}
