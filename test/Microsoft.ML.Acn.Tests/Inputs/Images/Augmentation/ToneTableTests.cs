using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class ToneTableTests
{
    private readonly byte[] _table = new byte[256];

    [Theory]
    [InlineData(8, 0b10110111, 0b10110111)]
    [InlineData(4, 0b10110111, 0b10110000)]
    [InlineData(1, 0b01111111, 0)]
    public void Posterize_keeps_the_high_bits(int bits, byte value, byte expected)
    {
        ToneTable.Posterize(_table, bits);

        Assert.Equal(expected, _table[value]);
    }

    [Fact]
    public void Solarize_inverts_from_the_threshold_up()
    {
        ToneTable.Solarize(_table, 200);

        Assert.Equal([0, 199, 55, 0], new[] { 0, 199, 200, 255 }.Select(value => _table[value]));
    }

    [Theory]
    [InlineData(0, 1.5, 100, 150)]
    [InlineData(0, 1.9, 200, 255)]
    [InlineData(0, 0.1, 200, 20)]
    [InlineData(100, 0.5, 50, 75)]
    [InlineData(100, 1.9, 40, 0)]
    public void Scale_multiplies_the_distance_from_the_centre(double center, double factor, byte value, byte expected)
    {
        ToneTable.Scale(_table, center, factor);

        Assert.Equal(expected, _table[value]);
    }

    [Fact]
    public void Auto_contrast_stretches_to_the_whole_range()
    {
        byte[] channel = [50, 100, 70, 61];

        ToneTable.AutoContrast(_table, channel);
        ToneTable.Apply(_table, channel);

        // (70 - 50) * 255 / 50 = 102; (61 - 50) * 5.1 = 56.1
        Assert.Equal([0, 255, 102, 56], channel);
    }

    [Fact]
    public void A_channel_of_one_value_stays()
    {
        byte[] stretched = [90, 90, 90], equalized = [90, 90, 90];

        ToneTable.AutoContrast(_table, stretched);
        ToneTable.Apply(_table, stretched);
        ToneTable.Equalize(_table, equalized);
        ToneTable.Apply(_table, equalized);

        Assert.Equal([90, 90, 90], stretched);
        Assert.Equal([90, 90, 90], equalized);
    }

    [Fact]
    public void Equalize_gives_each_pixel_the_share_of_pixels_up_to_it()
    {
        byte[] channel = [.. Enumerable.Range(0, 500).Select(i => (byte)(200 * Math.Pow(i / 500.0, 3)))];
        byte[] before = [.. channel];

        ToneTable.Equalize(_table, channel);
        ToneTable.Apply(_table, channel);

        int darkest = before.Count(value => value == before.Min());
        for (int i = 0; i < before.Length; i++)
        {
            double expected = 255.0 * (before.Count(value => value <= before[i]) - darkest) / (before.Length - darkest);
            Assert.Equal(expected, channel[i], 0.51);
        }
    }
}
