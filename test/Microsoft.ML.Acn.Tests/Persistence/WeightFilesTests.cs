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
                try
                {
                    for (int i = 0; i < 50; i++)
                        WeightFiles.Save(thread == 0 ? _model : _other, ModelPath);
                }
                finally
                {
                    Interlocked.Increment(ref saved);
                }
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
    public void A_save_waits_for_that_of_another_thread()
    {
        SaveLock held = SaveLock.Take(ModelPath + ".json", TimeSpan.Zero);
        var saving = new Thread(() => WeightFiles.Save(_model, ModelPath)) { IsBackground = true };
        saving.Start();

        bool isOver = saving.Join(200);
        string[] found = Files();
        held.Dispose();

        Assert.False(isOver);
        Assert.Empty(found);
        Assert.True(saving.Join(TimeSpan.FromMinutes(1)));
        AssertHolds(_model);
    }

    [Fact]
    public void A_save_waits_for_that_of_another_process_until_that_ends_or_is_killed_and_not_for_ever()
    {
        using var isHeld = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        // What another process holds; a thread that ends without giving it back is to the system as a process that was killed.
        using var mutex = new Mutex(initiallyOwned: false, SaveLock.NameOf(ModelPath + ".json"));
        var other = new Thread(() =>
        {
            mutex.WaitOne();
            isHeld.Set();
            mayEnd.Wait();
        })
        { IsBackground = true };
        other.Start();
        isHeld.Wait();

        string message = Assert.Throws<IOException>(() => SaveLock.Take(ModelPath + ".json", TimeSpan.FromMilliseconds(50))).Message;
        Assert.Contains(ModelPath + ".json", message, StringComparison.Ordinal);
        mayEnd.Set();
        other.Join();

        WeightFiles.Save(_model, ModelPath);
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
