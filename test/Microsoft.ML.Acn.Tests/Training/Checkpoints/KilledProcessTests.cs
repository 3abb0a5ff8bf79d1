using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Training.Checkpoints;

public class KilledProcessTests
{
    [Fact]
    public void Processes_that_are_killed_leave_the_files_of_one_that_is_not_and_two_fits_the_same_bytes()
    {
        using TemporaryFolder killed = new(), first = new(), second = new();
        TrainedProcess.Train(first.Path, null);
        TrainedProcess.Train(second.Path, null);

        Assert.True(TrainedProcess.Run(killed.Path, killAfter: 7));
        Assert.True(TrainedProcess.Run(killed.Path, killAfter: 12));
        Assert.False(TrainedProcess.Run(killed.Path, killAfter: int.MaxValue));

        foreach (string name in new[] { "model.safetensors", "model.json" })
        {
            byte[] expected = File.ReadAllBytes(first.File(name));
            Assert.Equal(expected, File.ReadAllBytes(second.File(name)));
            Assert.Equal(expected, File.ReadAllBytes(killed.File(name)));
        }
        Assert.Empty(Directory.GetFiles(killed.Path, "*.tmp"));
    }
}
