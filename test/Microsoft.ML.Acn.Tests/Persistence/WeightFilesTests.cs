using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

public sealed class WeightFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acn-weights-").FullName;
    private readonly AcnModel _model = MadeUpModel.Create();
    private readonly AcnModel _other = MadeUpModel.Create(layers: 1);

    private string ModelPath => Path.Combine(_folder, "model");

    public void Dispose()
    {
        _model.Network.Dispose();
        _other.Network.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".json")]
    [InlineData(".safetensors")]
    [InlineData(".v2")]
    public void A_model_comes_back_from_two_plain_files(string extension)
    {
        WeightFiles.Save(_model, ModelPath + extension);

        AcnModel back = WeightFiles.Load(ModelPath + extension, torch.CPU);

        string name = extension == ".v2" ? "model.v2" : "model";
        Assert.Equal([$"{name}.json", $"{name}.safetensors"], Files());
        MadeUpModel.AssertSame(_model, back);
        back.Network.Dispose();
    }

    [Fact]
    public void Saving_again_replaces_both_files()
    {
        WeightFiles.Save(_model, ModelPath);
        WeightFiles.Save(_other, ModelPath);

        AssertHolds(_other);
    }

    [Theory]
    [InlineData(".safetensors", 0)]
    [InlineData(".safetensors", 1)]
    [InlineData(".safetensors", 2000)]
    [InlineData(".json", 0)]
    [InlineData(".json", 500)]
    public void A_full_disk_leaves_the_old_files(string extension, long room)
    {
        WeightFiles.Save(_model, ModelPath);

        Assert.Throws<IOException>(() => WeightFiles.Save(_other, ModelPath, path => path.Contains(extension, StringComparison.Ordinal)
            ? new FullDiskStream(path, room)
            : new FileStream(path, FileMode.CreateNew)));

        AssertHolds(_model);
    }

    [Fact]
    public void A_file_that_cannot_be_put_in_place_brings_the_other_back()
    {
        WeightFiles.Save(_model, ModelPath);
        byte[] old = File.ReadAllBytes(ModelPath + ".safetensors");
        File.Delete(ModelPath + ".json");
        Directory.CreateDirectory(ModelPath + ".json");

        Assert.ThrowsAny<Exception>(() => WeightFiles.Save(_other, ModelPath));

        Assert.Equal(old, File.ReadAllBytes(ModelPath + ".safetensors"));
        Assert.Equal(["model.safetensors"], Files());
    }

    [Fact]
    public void A_failed_first_save_leaves_nothing()
    {
        Directory.CreateDirectory(ModelPath + ".json");

        Assert.ThrowsAny<Exception>(() => WeightFiles.Save(_model, ModelPath));

        Assert.Empty(Files());
    }

    [Fact]
    public void A_missing_folder_or_file_is_named()
    {
        string path = Path.Combine(_folder, "none", "model");
        Assert.Throws<DirectoryNotFoundException>(() => WeightFiles.Save(_model, path));

        WeightFiles.Save(_model, ModelPath);
        File.Delete(ModelPath + ".safetensors");
        Assert.Contains("model.safetensors", Assert.Throws<FileNotFoundException>(() => WeightFiles.Load(ModelPath, torch.CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_two_saves_do_not_go_together()
    {
        WeightFiles.Save(_model, ModelPath);
        WeightFiles.Save(_other, ModelPath + "2");
        File.Copy(ModelPath + "2.json", ModelPath + ".json", overwrite: true);

        Assert.Throws<FormatException>(() => WeightFiles.Load(ModelPath, torch.CPU));
    }

    [Fact]
    public void Saves_of_one_name_at_once_leave_one_of_the_models_and_loads_meanwhile_find_one()
    {
        WeightFiles.Save(_model, ModelPath);
        int saved = 0;

        Threads.Run(4, thread =>
        {
            if (thread < 2)
            {
                for (int i = 0; i < 50; i++)
                    WeightFiles.Save(thread == 0 ? _model : _other, ModelPath);
                Interlocked.Increment(ref saved);
                return;
            }
            while (Volatile.Read(ref saved) < 2)
            {
                AcnModel found = WeightFiles.Load(ModelPath, torch.CPU);
                MadeUpModel.AssertSame(found.Network.Config.Layers == _model.Network.Config.Layers ? _model : _other, found);
                found.Network.Dispose();
            }
        });

        AcnModel left = WeightFiles.Load(ModelPath, torch.CPU);
        MadeUpModel.AssertSame(left.Network.Config.Layers == _model.Network.Config.Layers ? _model : _other, left);
        left.Network.Dispose();
        Assert.Equal(["model.json", "model.safetensors"], Files());
    }

    [Fact]
    public void A_save_waits_for_another_of_the_same_name_and_not_for_ever()
    {
        using var taken = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            // What another process would hold.
            using SaveLock held = SaveLock.Take(ModelPath + ".json", TimeSpan.FromSeconds(1));
            taken.Set();
            mayEnd.Wait();
        });
        other.Start();
        taken.Wait();
        var saving = new Thread(() => WeightFiles.Save(_model, ModelPath));
        saving.Start();

        Assert.False(saving.Join(200));
        Assert.Empty(Files());
        mayEnd.Set();
        Assert.True(saving.Join(TimeSpan.FromMinutes(1)));

        other.Join();
        AssertHolds(_model);
    }

    private void AssertHolds(AcnModel model)
    {
        AcnModel back = WeightFiles.Load(ModelPath, torch.CPU);
        MadeUpModel.AssertSame(model, back);
        back.Network.Dispose();
        Assert.Equal(["model.json", "model.safetensors"], Files());
    }

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
