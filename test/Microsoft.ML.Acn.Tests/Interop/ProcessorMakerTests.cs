using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Interop;

public class ProcessorMakerTests
{
    [Fact]
    public void Linux_says_the_same_of_the_maker()
    {
        const string file = "/proc/cpuinfo";
        string? maker = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("vendor_id", StringComparison.Ordinal)) : null;

        // ARM's processors have no such line, and elsewhere there is no such file.
        if (maker is not null)
            Assert.Equal(maker.EndsWith("GenuineIntel", StringComparison.Ordinal), ProcessorMaker.IsIntel);
        else
            Assert.True(!ProcessorMaker.IsIntel || !OperatingSystem.IsLinux());
    }
}
