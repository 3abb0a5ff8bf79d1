using System.IO.Compression;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Interop;

public class ModelFileTests
{
    private readonly MLContext _context = new(seed: 2);
    private readonly List<TextRow> _rows = TinyTexts.Rows(30, seed: 41);

    [Fact]
    public void A_chain_loads_in_a_fresh_process_that_knows_nothing_of_the_package()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows());
        using var chain = _context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.Epochs = 1)))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var folder = new TemporaryFolder();
        _context.Model.Save(chain, data.Schema, folder.File("model.zip"));

        float[][] found = FreshProcess.Scores(folder.File("model.zip"), _rows.Take(5).Select(row => row.Text));

        Assert.Equal(TinyModel.PredictEach(chain, _rows.Take(5)).Select(prediction => prediction.Score), found);
    }

    [Fact]
    public void A_linear_model_of_features_loads_in_a_fresh_process_that_knows_nothing_of_the_package()
    {
        IDataView data = TinyTexts.View(_context);
        using var chain = _context.Transforms.AcnFeatures(TinyModel.Shared)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 3))
            .Fit(data);
        using var folder = new TemporaryFolder();
        _context.Model.Save(chain, data.Schema, folder.File("model.zip"));

        float[][] found = FreshProcess.Scores(folder.File("model.zip"), _rows.Take(5).Select(row => row.Text));

        Assert.Equal(TinyModel.PredictEach(chain, _rows.Take(5)).Select(prediction => prediction.Score), found);
    }

    [Fact]
    public void Plain_weight_files_of_before_survive_a_save_that_fails()
    {
        using var folder = new TemporaryFolder();
        TinyModel.Shared.SaveWeights(folder.File("topics"));
        byte[] before = File.ReadAllBytes(folder.File("topics.safetensors"));
        File.Delete(folder.File("topics.json"));
        // A folder in a file's place: it cannot be replaced, whoever the user is.
        Directory.CreateDirectory(folder.File("topics.json"));
        File.WriteAllText(Path.Combine(folder.File("topics.json"), "inside"), "");

        using AcnTransformer other = TinyModel.Shared.Truncate(0);
        Assert.ThrowsAny<SystemException>(() => other.SaveWeights(folder.File("topics")));

        Assert.Equal(before, File.ReadAllBytes(folder.File("topics.safetensors")));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(folder.File("x"))!));
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_an_error()
    {
        using var folder = new TemporaryFolder();

        Assert.ThrowsAny<IOException>(() => TinyModel.Shared.SaveWeights(folder.File("missing/topics")));
        Assert.ThrowsAny<IOException>(() => _context.Model.Save(TinyModel.Shared, Data.Schema, folder.File("missing/model.zip")));
        Assert.ThrowsAny<IOException>(() => AcnTransformer.LoadWeights(_context, folder.File("missing/topics")));
    }

    [Fact]
    public void A_full_disk_under_ML_NETs_own_save_is_an_error_and_does_the_model_no_harm()
    {
        using var disk = new FullDisk();

        Assert.ThrowsAny<IOException>(() => _context.Model.Save(TinyModel.Shared, Data.Schema, disk));

        Assert.Equal(_rows.Count, TinyModel.Scores(TinyModel.Shared.Transform(Data)).Length);
    }

    [Fact]
    public void A_damaged_part_is_named()
    {
        using var file = new MemoryStream();
        _context.Model.Save(TinyModel.Shared, Data.Schema, file);
        Flip(file, "weights.safetensors");

        Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(file, out _));

        // ML.NET creates components by reflection and wraps what they throw.
        Assert.Contains("weights.safetensors", Within<FormatException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_part_is_named_too()
    {
        using var file = new MemoryStream();
        _context.Model.Save(TinyModel.Shared, Data.Schema, file);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
            Find(archive, "config.json").Delete();

        Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(file, out _));

        Assert.Contains("config.json", Within<FormatException>(error).Message, StringComparison.Ordinal);
    }

    private IDataView Data => _context.Data.LoadFromEnumerable(_rows);

    private static ZipArchiveEntry Find(ZipArchive archive, string part)
        => archive.Entries.Single(entry => entry.FullName.EndsWith(part, StringComparison.OrdinalIgnoreCase));

    private static void Flip(Stream file, string part)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true);
        using Stream stream = Find(archive, part).Open();
        stream.Position = stream.Length - 1;
        int last = stream.ReadByte();
        stream.Position = stream.Length - 1;
        stream.WriteByte((byte)(last ^ 1));
    }

    private static T Within<T>(Exception? error)
        where T : Exception
        => error as T ?? Within<T>(error?.InnerException ?? throw new InvalidOperationException($"There is no {typeof(T).Name}."));

    private sealed class FullDisk : MemoryStream
    {
        // Everything that is written to a class derived from MemoryStream comes through here.
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > 2_000)
                throw new IOException("No space left on device");
            base.Write(buffer, offset, count);
        }
    }
}
