using System.Globalization;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>Cultures that write numbers, dates and letters in other ways, and from right to left.</summary>
public sealed class CultureTests
{
    [Theory]
    [InlineData("de-DE")] // decimal commas
    [InlineData("fa-IR")] // from right to left, another calendar, another decimal sign
    [InlineData("ar-SA")] // from right to left, another calendar, another minus sign
    [InlineData("tr-TR")] // two letters i
    public void Fit_save_load_and_predict_give_the_bytes_of_the_invariant_culture(string name)
    {
        (byte[] model, float[][] scores, string profile) = Under(CultureInfo.InvariantCulture);

        (byte[] other, float[][] others, string otherProfile) = Under(new CultureInfo(name));

        Assert.Equal(model, other);
        Assert.Equal(scores, others);
        Assert.Equal(profile, otherProfile);
    }

    private static (byte[] Model, float[][] Scores, string Profile) Under(CultureInfo culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        (byte[], float[][], string) result = default;
        var thread = new Thread(() =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            result = Run();
        });
        thread.Start();
        thread.Join();
        Assert.Equal(before, CultureInfo.CurrentCulture);
        return result;
    }

    private static (byte[] Model, float[][] Scores, string Profile) Run()
    {
        var context = new MLContext(seed: 1);
        SeedRow[] rows = SeedRow.Make(60, seed: 1);
        foreach ((int i, SeedRow row) in rows.Index())
            row.Text += i % 2 == 0 ? " IıİI 1.5 مرحبا بالعالم ١٢٣" : " Istanbul -3,25 שלום";
        IDataView data = SeedRow.View(context, rows);
        using AcnTransformer model = SeedTraining.FitText(context, data, options => options.MaxTokens = 20);
        using var folder = new TemporaryFolder();
        model.SaveWeights(folder.File("weights"));
        using AcnTransformer loaded = AcnTransformer.LoadWeights(context, folder.File("weights"));
        return (SeedTraining.Save(context, model, data), TinyModel.Scores(loaded.Transform(data)), model.ProfileDepth(data, measureSpeed: false).ToString());
    }
}
