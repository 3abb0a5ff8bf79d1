using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

public sealed class SaveAtomicallyTests : IDisposable
{
    private readonly MLContext _context = new(seed: 4);
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder.File("model.zip");

    private IDataView Data => TinyTexts.View(_context, TinyTexts.Rows(20));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_the_one_that_ML_NET_writes_and_loads()
    {
        _context.Model.SaveAtomically(TinyModel.Shared, Data.Schema, ModelPath);
        _context.Model.SaveAtomically(TinyModel.Shared, Data.Schema, ModelPath); // over the first

        ITransformer loaded = _context.Model.Load(ModelPath, out DataViewSchema schema);
        Assert.Equal(Data.Schema.Select(column => column.Name), schema.Select(column => column.Name));
        Assert.Equal(TinyModel.Scores(TinyModel.Shared.Transform(Data)), TinyModel.Scores(loaded.Transform(Data)));
        Assert.Equal([ModelPath], Files());
    }

    [Fact]
    public void The_old_file_survives_a_model_that_cannot_be_saved()
    {
        _context.Model.SaveAtomically(TinyModel.Shared, Data.Schema, ModelPath);
        byte[] before = File.ReadAllBytes(ModelPath);
        AcnTransformer gone = TinyModel.Shared.Truncate(0);
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _context.Model.SaveAtomically(gone, Data.Schema, ModelPath));

        Assert.Equal(before, File.ReadAllBytes(ModelPath));
        Assert.Equal([ModelPath], Files());
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
    {
        string path = Path.Combine(_folder.File("none"), "model.zip");

        var error = Assert.Throws<DirectoryNotFoundException>(() => _context.Model.SaveAtomically(TinyModel.Shared, null, path));

        Assert.Contains("none", error.Message, StringComparison.Ordinal);
    }

    private string[] Files() => Directory.GetFiles(Path.GetDirectoryName(ModelPath)!);
}
