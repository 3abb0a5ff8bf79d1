namespace PaperExperiments.Data;

/// <summary>Pictures that are drawn when they are needed: bars at ten angles, at any place, under noise. For trying the programs out, not for results.</summary>
internal static class MadeUpPictures
{
    private const int Classes = 10;
    private const int TrainRows = 2_000;
    private const int TestRows = 500;
    private const double HalfWidth = 2;
    private const double HalfLength = 9;
    private const double Noise = 0.25;

    public static Pool Pool() => new([.. Enumerable.Range(0, Classes).Select(NameOf)], Draw(TrainRows, seed: 1), Draw(TestRows, seed: 2));

    private static PictureSample[] Draw(int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(row => Draw(row % Classes, random))];
    }

    private static PictureSample Draw(int number, Random random)
    {
        const int side = PictureSample.Side;
        (double sin, double cos) = Math.SinCos(Math.PI * number / Classes);
        double centerX = (side / 2.0) + random.Next(-3, 4), centerY = (side / 2.0) + random.Next(-3, 4);
        var pixels = new float[side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = (i % side) - centerX, y = (i / side) - centerY;
            bool isBar = Math.Abs((x * cos) + (y * sin)) < HalfLength && Math.Abs((y * cos) - (x * sin)) < HalfWidth;
            pixels[i] = (float)Math.Clamp((isBar ? 1 : 0) + (Noise * (random.NextDouble() - 0.5)), 0, 1);
        }
        return new PictureSample(NameOf(number), pixels);
    }

    private static string NameOf(int number) => $"{number * 180 / Classes} degrees";
}
