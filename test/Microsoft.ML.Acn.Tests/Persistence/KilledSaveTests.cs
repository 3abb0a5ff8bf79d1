using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>What is found after a process was killed at each step of replacing a model's two files.</summary>
public sealed class KilledSaveTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    // Two files are opened, given their second name, put in place, and what they replaced is deleted.
    private const int Steps = 8;
    private const int Decided = 4;

    private static readonly string[] _names = ["model.safetensors", "model.json"];

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _living = new();
    private readonly AcnModel _old = MadeUpModel.Create();
    private readonly AcnModel _new = MadeUpModel.Create(layers: 1);

    private string ModelPath => _folder.File("model");

    public static TheoryData<int, bool> Moments
    {
        get
        {
            var moments = new TheoryData<int, bool>();
            for (int steps = 0; steps <= Steps; steps++)
            {
                moments.Add(steps, true);
                moments.Add(steps, false);
            }
            return moments;
        }
    }

    public void Dispose()
    {
        _old.Network.Dispose();
        _new.Network.Dispose();
        _folder.Dispose();
        _living.Dispose();
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void The_old_model_or_the_new_one_is_loaded_and_nothing_in_between(int steps, bool hasOld)
    {
        Stop(steps, hasOld);

        if (steps < Decided && !hasOld)
            Assert.Throws<FileNotFoundException>(() => WeightFiles.Load(ModelPath, torch.CPU));
        else
            AssertLoads(steps < Decided ? _old : _new);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void The_next_save_that_fails_finds_the_same_and_one_that_does_not_leaves_nothing_else(int steps, bool hasOld)
    {
        Stop(steps, hasOld);
        Age();

        Assert.Throws<IOException>(() => WeightFiles.Save(_old, ModelPath, path => new FullDiskStream(path, 100)));
        if (steps >= Decided || hasOld)
            AssertLoads(steps < Decided ? _old : _new);
        Assert.Equal(steps < Decided && !hasOld ? [] : _names.Order(StringComparer.Ordinal), Files());

        WeightFiles.Save(_old, ModelPath);
        AssertLoads(_old);
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void What_the_old_model_kept_goes_with_it_however_far_the_save_came()
    {
        // A third file takes four steps more: its deletion is written down, decided, done, and has nothing to clean up.
        const int steps = 12, decided = 6;
        AcnModel old = _old with { Continual = MadeUpModel.Rows(_old) };
        for (int stop = 0; stop <= steps; stop++)
        {
            using var living = new TemporaryFolder();
            using var left = new TemporaryFolder();
            string path = left.File("model");
            WeightFiles.Save(old, living.File("model"));
            Assert.Equal(steps + 1, SaveAndCopy(living, left, stop));

            AcnModel back = WeightFiles.Load(path, torch.CPU);
            Assert.Equal((stop < decided, (stop < decided ? old : _new).Network.Config.Layers), (back.Continual is not null, back.Network.Config.Layers));
            back.Network.Dispose();
            Age(left);
            WeightFiles.Save(_new, path);
            Assert.Equal(_names.Order(StringComparer.Ordinal), Files(left));
        }
    }

    [Fact]
    public void What_may_be_another_process_s_save_is_left_alone()
    {
        Stop(Decided - 1, hasOld: true);
        string[] others = [.. Files().Except(_names)];

        WeightFiles.Save(_old, ModelPath);

        Assert.Equal(["new", "tmp"], others.Select(name => name.Split('.')[^1]).Order(StringComparer.Ordinal));
        Assert.Equal(others, Files().Except(_names));
        AssertLoads(_old);
    }

    [Fact]
    public void A_file_that_was_moved_away_and_not_replaced_comes_back()
    {
        WeightFiles.Save(_old, ModelPath);
        File.Move(_folder.File(_names[0]), _folder.File($"{_names[0]}.{Id}.old"));

        AbandonedFiles.Settle([_folder.File(_names[0])], AbandonedFiles.Age);

        AssertLoads(_old);
        Assert.Equal(2, Files().Length);
    }

    [Theory]
    [InlineData("model.json.tmp")]
    [InlineData("model.json.0123.tmp")]
    [InlineData("model.json.0123456789abcdef0123456789abcdef.bak")]
    [InlineData("model.json.0123456789abcdef0123456789abcdef.tmp.zip")]
    [InlineData("other.json.0123456789abcdef0123456789abcdef.tmp")]
    public void Files_of_other_names_are_nobody_s_leftovers(string name)
    {
        File.WriteAllText(_folder.File(name), "mine");
        Age();

        WeightFiles.Save(_old, ModelPath);

        Assert.Equal("mine", File.ReadAllText(_folder.File(name)));
    }

    [Fact]
    public void What_was_left_of_a_model_file_goes_with_the_next_save()
    {
        var context = new MLContext(1);
        IDataView data = TinyTexts.View(context, TinyTexts.Rows(20));
        string stale = _folder.File($"model.zip.{Id}.tmp"), recent = _folder.File($"model.zip.{Guid.NewGuid():N}.tmp");
        File.WriteAllText(stale, "half of a model");
        Age();
        File.WriteAllText(recent, "somebody is writing this");

        context.Model.SaveAtomically(TinyModel.Shared, data.Schema, _folder.File("model.zip"));

        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(recent));
    }

    [Fact]
    public void A_file_that_is_replaced_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        WeightFiles.Save(_old, ModelPath);
        foreach (string name in _names)
            File.SetUnixFileMode(_folder.File(name), mine);

        WeightFiles.Save(_new, ModelPath);

        foreach (string name in _names)
            Assert.Equal(mine, File.GetUnixFileMode(_folder.File(name)));
    }

    /// <summary>Leaves what a save of the new model leaves that is killed after some steps: a copy of the folder at that moment.</summary>
    private void Stop(int steps, bool hasOld)
    {
        if (hasOld)
            WeightFiles.Save(_old, _living.File("model"));
        Assert.Equal(Steps + 1, SaveAndCopy(_living, _folder, steps));
    }

    /// <summary>Saves the new model and copies what is there after some steps. Returns one more than the steps that the save took.</summary>
    private int SaveAndCopy(TemporaryFolder living, TemporaryFolder left, int steps)
    {
        int done = 0;
        WeightFiles.Save(_new, living.File("model"), beforeStep: Step);
        Step();
        return done;

        void Step()
        {
            if (done++ != steps)
                return;
            foreach (string file in Directory.GetFiles(living.Path))
                File.Copy(file, left.File(Path.GetFileName(file)));
        }
    }

    private void Age() => Age(_folder);

    private static void Age(TemporaryFolder folder)
    {
        foreach (string file in Directory.GetFiles(folder.Path).Where(file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(".new", StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - AbandonedFiles.Age - TimeSpan.FromMinutes(1));
    }

    private void AssertLoads(AcnModel expected)
    {
        AcnModel back = WeightFiles.Load(ModelPath, torch.CPU);
        MadeUpModel.AssertSame(expected, back);
        back.Network.Dispose();
    }

    private string[] Files() => Files(_folder);

    private static string[] Files(TemporaryFolder folder) => [.. Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
