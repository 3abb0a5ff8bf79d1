using System.Globalization;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthProfileTests
{
    [Fact]
    public void The_profile_reads_as_a_table_in_every_culture()
    {
        var profile = new AcnDepthProfile(
            [
                new AcnDepthResult { Depth = 0, Accuracy = 0.5, MacroAccuracy = 0.25, LogLoss = 1.25, Parameters = 1_234 },
                new AcnDepthResult { Depth = 1, Accuracy = 1, MacroAccuracy = 0.98765, LogLoss = 0.001, Parameters = 12_345_678 },
            ],
            10);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(
                """
                depth  accuracy     macro  log-loss   parameters
                    0   50.00 %   25.00 %    1.2500        1,234
                    1  100.00 %   98.77 %    0.0010   12,345,678
                """.ReplaceLineEndings("\n"),
                profile.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
