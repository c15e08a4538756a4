using System.Text;

namespace Gantry.EndToEnd.Builds;

/// <summary>A Dockerfile whose stages stand on, copy from and mount each other at random, and whose result is a matter of its text and its context alone.
/// Two of one seed and different variants have many steps in common.</summary>
internal sealed class RandomDockerfile
{
    private static readonly string[] Owners = ["", "", "--chown=1:2 ", "--chown=alice "], Modes = ["", "", "--chmod=640 ", "--chmod=u=rwX,go=rX "], Links = ["", "", "--link "];

    private readonly Random _random;
    private readonly List<List<string>> _files = []; // by stage: those that are surely there
    private readonly StringBuilder _text = new();

    public RandomDockerfile(int seed, int variant)
    {
        _random = new Random(seed);
        _text.Append("ARG WHO=somebody\n");
        var stages = _random.Next(2, 6);
        for (var stage = 0; stage < stages; stage++) Stage(stage);
        _text.Append("FROM busybox\n");
        for (var stage = 0; stage < stages; stage++) _text.Append($"COPY --from=s{stage} {Any(stage)} /from/{stage}/\n");
        _text.Append($"RUN echo {variant} > /variant && find /from /variant -exec stat -c '%n %a %u:%g %s' {{}} + | sort > /list && find /from -type f -exec sha256sum {{}} + | sort >> /list\nCMD [\"cat\", \"/list\"]\n");
    }

    public string Text => _text.ToString();

    /// <summary>Writes what the Dockerfile copies.</summary>
    public static void WriteContext(string folder)
    {
        for (var number = 0; number < 4; number++) Write($"f{number}", number);
        for (var number = 0; number < 3; number++) Write($"tree/d{number}/g", number);
        File.CreateSymbolicLink(Path.Combine(folder, "tree", "link"), "d0/g");

        void Write(string name, int number)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, new string((char)('a' + number), 100 * (number + 1)) + "\n");
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(number));
        }
    }

    private void Stage(int stage)
    {
        var below = stage > 0 && _random.Next(2) == 0 ? _random.Next(stage) : -1;
        _text.Append($"FROM {(below < 0 ? "busybox" : $"s{below}")} AS s{stage}\n");
        _files.Add(below < 0 ? [] : [.. _files[below]]);
        if (_random.Next(3) == 0) _text.Append("ARG WHO\nENV WHOM=$WHO\n");
        if (_random.Next(3) == 0) _text.Append($"WORKDIR /w{_random.Next(2)}/x\n");
        Made(stage, $"/s{stage}-first", name => $"RUN echo {_random.Next(3)} > {name}\n");
        for (var step = _random.Next(1, 5); step > 0; step--) Step(stage, $"/s{stage}-{step}");
    }

    private void Step(int stage, string name)
    {
        var other = stage == 0 ? -1 : _random.Next(stage);
        switch (_random.Next(other < 0 ? 6 : 9))
        {
            case 0: Made(stage, name, n => $"RUN cat {Any(stage)} {Any(stage)} > {n}\n"); break;
            case 1: Made(stage, name, n => $"COPY {Of(Links)}{Of(Owners)}{Of(Modes)}f{_random.Next(4)} {n}\n"); break;
            case 2: Made(stage, name + "/d1/g", _ => $"COPY {Of(Links)}{Of(Owners)}tree {name}\n"); break;
            case 3: Made(stage, name, n => $"COPY <<EOF {n}\n{Path.GetFileName(n)} $WHOM\nEOF\n"); break;
            case 4: Made(stage, name, n => $"RUN <<EOF\nset -e\nmkdir -p /made/{_random.Next(2)}\necho \"$WHOM\" > {n}\nln {n} {n}-same\nEOF\n"); break;
            case 5: Made(stage, name, n => $"RUN --mount=type=tmpfs,target=/t --mount=type=bind,source=f{_random.Next(4)},target=/m/f cp /m/f /t/f && cat /t/f > {n}\n"); break;
            case 6: Made(stage, name, n => $"COPY {Of(Links)}{Of(Owners)}--from=s{other} {Any(other)} {n}\n"); break;
            case 7: Made(stage, name, n => $"RUN --mount=type=bind,from=s{other},target=/m cat /m{Any(other)} > {n}\n"); break;
            default:
                var gone = Any(stage);
                if (_files[stage].Count(f => f == gone) != 1 || _files[stage].Count < 2) break;
                _text.Append($"RUN rm {gone}\n");
                _files[stage].Remove(gone);
                break;
        }
    }

    private void Made(int stage, string name, Func<string, string> step)
    {
        _text.Append(step(name));
        _files[stage].Add(name);
    }

    private string Any(int stage) => _files[stage][_random.Next(_files[stage].Count)];

    private string Of(string[] choices) => choices[_random.Next(choices.Length)];
}
