using System.Text.RegularExpressions;
using PaperExperiments;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>What a page tells of the command line.</summary>
public class ExperimentOptionsTests
{
    public static TheoryData<string> PathOptions => [.. Regex.Matches(ExperimentOptions.Help, "(--[a-z-]+) (FOLDER|FILE)").Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(PathOptions))]
    public void No_folder_and_no_file_of_the_user_is_printed(string option)
    {
        string[] args = ["depth", "--seeds", "2", option, "a folder of mine", "--data", "mixer"];
        ExperimentOptions.Parse(args);

        Assert.Equal(["--seeds", "2", "--data", "mixer"], ExperimentOptions.Printable(args));
    }

    [Fact]
    public void All_else_that_decides_what_is_measured_is_printed()
    {
        string[] args = ["all", "--report", "--preset", "full", "--jobs", "2", "--rows", "500", "--any-code"];

        Assert.Equal(["--preset", "full", "--jobs", "2", "--rows", "500", "--any-code"], ExperimentOptions.Printable(args));
        Assert.Empty(ExperimentOptions.Printable(["depth"]));
    }
}
