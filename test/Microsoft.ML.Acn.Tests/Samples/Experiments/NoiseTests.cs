using PaperExperiments.Data;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Disturbed rows, counted over many.</summary>
public class NoiseTests
{
    private static readonly PictureSample[] _grey = [.. Enumerable.Range(0, 40).Select(_ => new PictureSample("x", [.. Enumerable.Repeat(0.5f, PictureSample.Side * PictureSample.Side)]))];
    private static readonly TextSample[] _texts = [.. Enumerable.Range(0, 400).Select(row => new TextSample("x", string.Join(' ', Enumerable.Range(0, 10).Select(i => $"word{i}of{row}"))))];

    [Fact]
    public void Gaussian_noise_has_its_deviation_and_stays_between_black_and_white()
    {
        float[] some = Pixels(PictureNoise.Gaussian(0.1)), much = Pixels(PictureNoise.Gaussian(2));

        Assert.Equal(0.5, some.Average(), 0.01);
        Assert.Equal(0.1, Math.Sqrt(some.Average(pixel => Math.Pow(pixel - 0.5, 2))), 0.003);
        Assert.Equal((0f, 1f), (much.Min(), much.Max()));
    }

    [Fact]
    public void Salt_and_pepper_reach_their_share_of_pixels_half_of_it_white()
    {
        float[] pixels = Pixels(PictureNoise.SaltAndPepper(0.1));

        Assert.Equal(0.05, pixels.Average(pixel => pixel == 0 ? 1.0 : 0), 0.006);
        Assert.Equal(0.05, pixels.Average(pixel => pixel == 1 ? 1.0 : 0), 0.006);
        Assert.All(pixels, pixel => Assert.True(pixel is 0 or 0.5f or 1));
    }

    [Fact]
    public void The_share_of_words_is_dropped()
    {
        string[][] words = Words(TextNoise.DroppedWords(0.2));

        Assert.Equal(8, words.Average(row => row.Length), 0.2);
        Assert.All(words.Zip(_texts), pair => Assert.Equal(pair.Second.Text.Split(' ').Where(pair.First.Contains), pair.First));
    }

    [Fact]
    public void Swapped_words_are_all_still_there()
    {
        string[][] words = Words(TextNoise.SwappedWords(0.2));

        Assert.All(words.Zip(_texts), pair => Assert.Equal(pair.Second.Text.Split(' ').Order(StringComparer.Ordinal), pair.First.Order(StringComparer.Ordinal)));
        Assert.InRange(words.Zip(_texts).Count(pair => string.Join(' ', pair.First) != pair.Second.Text), 250, 399);
    }

    [Fact]
    public void A_misspelt_word_differs_by_one_mistake()
    {
        (string Before, string After)[] changed = [.. Words(TextNoise.MisspeltWords(0.4)).Zip(_texts)
            .SelectMany(pair => pair.Second.Text.Split(' ').Zip(pair.First)).Where(pair => pair.First != pair.Second)];

        // Replaced by itself now and then.
        Assert.InRange(changed.Length, 1_400, 1_650);
        Assert.All(changed, word => Assert.InRange(Distance(word.Before, word.After), 1, 2));
        Assert.Contains(changed, word => word.After.Length == word.Before.Length - 1);
        Assert.Contains(changed, word => word.After.Length == word.Before.Length + 1);
        Assert.Contains(changed, word => word.After.Order().SequenceEqual(word.Before.Order()));
    }

    [Fact]
    public void A_row_has_the_same_noise_each_time_and_other_rows_other_noise()
    {
        Disturbance noise = PictureNoise.Gaussian(0.2);
        float[][] first = [.. noise.ApplyTo(_grey).Select(row => ((PictureSample)row).Pixels)];

        Assert.Equal(first, noise.ApplyTo(_grey[..10].Concat(_grey[10..]).ToArray()).Select(row => ((PictureSample)row).Pixels));
        Assert.NotEqual(first[0], first[1]);
        Assert.All(_grey, picture => Assert.All(picture.Pixels, pixel => Assert.Equal(0.5f, pixel)));
    }

    private static float[] Pixels(Disturbance noise) => [.. noise.ApplyTo(_grey).SelectMany(row => ((PictureSample)row).Pixels)];

    private static string[][] Words(Disturbance noise) => [.. noise.ApplyTo(_texts).Select(row => ((TextSample)row).Text.Split(' '))];

    /// <summary>Letters that must be put in, left out or replaced to make one word of the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] above = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] row = new int[to.Length + 1];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            above = row;
        }
        return above[^1];
    }
}
