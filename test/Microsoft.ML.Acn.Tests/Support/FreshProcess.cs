using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>
/// The entry point of the test assembly, and a way to call it in a process of its own. There, nothing of the package has been touched when
/// ML.NET is asked to load a model.
/// </summary>
internal static class FreshProcess
{
    public static int Main(string[] arguments)
    {
        if (arguments[0] == TrainedProcess.Command)
            return TrainedProcess.RunChild(arguments[1]);
        ITransformer model = new MLContext().Model.Load(arguments[0], out _);
        using PredictionEngine<TextRow, TextPrediction> engine = new MLContext().Model.CreatePredictionEngine<TextRow, TextPrediction>(model);
        foreach (string text in arguments.Skip(1))
        {
            IEnumerable<string> bits = engine.Predict(new TextRow { Text = text }).Score.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", CultureInfo.InvariantCulture));
            Console.Out.WriteLine("scores " + string.Join(' ', bits));
        }
        return 0;
    }

    /// <summary>Loads a model in a new process and gives the scores of some texts.</summary>
    public static float[][] Scores(string modelPath, IEnumerable<string> texts)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(FreshProcess).Assembly.Location, modelPath, .. texts])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("scores ", StringComparison.Ordinal))
            .Select(line => line.Split(' ').Skip(1).Select(bits => BitConverter.UInt32BitsToSingle(uint.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))).ToArray())];
    }
}
