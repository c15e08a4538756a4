using Humanizer;

namespace library;

public static class Counting
{
    public static string Of(int steps) => "step".ToQuantity(steps, ShowQuantityAs.Words);
}
