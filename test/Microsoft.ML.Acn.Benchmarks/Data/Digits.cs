using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Datasets;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>A row of numbers and its class.</summary>
internal sealed class DigitRow
{
    public int Label { get; set; }

    [VectorType(Digits.Features)]
    public float[] Features { get; set; } = [];
}

/// <summary>1,797 handwritten digits of 8 x 8 pixels with 17 shades (UCI "Optical recognition of handwritten digits", test part), as scikit-learn has them.</summary>
internal static class Digits
{
    public const int Features = 64;

    private const string FileName = "digits.csv.gz";

    /// <summary>All rows, in the order of a hash of their numbers.</summary>
    public static DigitRow[] Load(string? folder)
    {
        string path = Path.Combine(folder ?? DatasetFolder.For("digits"), FileName);
        if (!File.Exists(path))
        {
            throw new Harness.BenchmarkException(
                $"There is no {path}. It is part of scikit-learn (Debian: apt-get download python3-sklearn, dpkg -x, usr/lib/python3/dist-packages/sklearn/datasets/data).");
        }
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.OrderBy(line => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(line))), StringComparer.Ordinal).Select(Parse)];
    }

    private static DigitRow Parse(string line)
    {
        double[] numbers = [.. line.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new DigitRow { Label = (int)numbers[^1], Features = [.. numbers[..^1].Select(number => (float)number)] };
    }
}
