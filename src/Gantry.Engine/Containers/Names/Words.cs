namespace Gantry.Engine.Containers.Names;

/// <summary>The words of random names: qualities, and the people of harbours, measures and machines.</summary>
internal static class Words
{
    public static readonly string[] Adjectives =
    [
        "able", "airy", "alert", "ample", "bold", "brave", "brief", "bright", "brisk", "calm", "candid", "clear", "clever", "crisp", "deft",
        "eager", "early", "even", "exact", "fair", "fleet", "fresh", "gentle", "glad", "grand", "handy", "honest", "humble", "jolly", "keen",
        "kind", "lively", "lucid", "mellow", "merry", "mild", "neat", "nimble", "noble", "open", "patient", "plain", "polite", "prompt", "proud",
        "quick", "quiet", "rapid", "ready", "robust", "serene", "sharp", "silent", "simple", "sleek", "smart", "snug", "sober", "solid", "steady",
        "stout", "sturdy", "subtle", "sunny", "swift", "tidy", "trim", "true", "vivid", "warm", "wise", "witty", "young", "zesty",
    ];

    public static readonly string[] Nouns =
    [
        "archimedes", "agnesi", "babbage", "bardeen", "bernoulli", "bohr", "boole", "borg", "brunel", "cauchy", "cerf", "church", "clarke",
        "copernicus", "curie", "daimler", "darwin", "dijkstra", "dirac", "edison", "eiffel", "erdos", "euclid", "euler", "faraday", "fermat",
        "fermi", "feynman", "franklin", "galileo", "gauss", "germain", "goedel", "hamilton", "hertz", "hoare", "hooke", "hopper", "huygens",
        "hypatia", "jacquard", "joule", "kepler", "knuth", "lamarr", "lamport", "leibniz", "liskov", "lovelace", "maxwell", "mclean", "meitner",
        "mendel", "naur", "newton", "noether", "ohm", "pascal", "perlman", "planck", "poincare", "postel", "ramanujan", "ritchie", "shannon",
        "stevin", "tesla", "thompson", "torvalds", "turing", "volta", "watt", "wilkes", "wirth", "wozniak", "zuse",
    ];
}
