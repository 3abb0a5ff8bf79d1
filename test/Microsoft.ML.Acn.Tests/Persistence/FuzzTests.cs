using System.IO.Compression;
using Microsoft.ML.Acn.Reliability.Fuzzing;
using Microsoft.ML.Acn.Reliability.Mutation;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>The first cases of what the benchmark <c>fuzz</c> does at length, over models of every family and kind.</summary>
public class FuzzTests
{
    private const int Cases = 900;
    private const int Seed = 20_261_126;

    private readonly FuzzLoader _loader = new();

    [Fact]
    public void Every_model_loads_and_scores_as_it_was_saved()
    {
        foreach (SeedModel model in SeedModels.All)
        {
            foreach (FuzzTarget target in Enum.GetValues<FuzzTarget>())
            {
                FuzzOutcome outcome = _loader.Run(FuzzCase.Intact(model, target));
                Assert.True(outcome is { Fault: null, Ending: FuzzOutcome.Loaded }, $"{model.Name}, {target}: {outcome}");
            }
        }
    }

    [Fact]
    public void Damaged_files_are_refused_with_the_name_of_the_part_or_are_whole_models()
    {
        var tally = new FuzzTally();
        for (int number = 0; number < Cases; number++)
        {
            FuzzCase fuzz = FuzzCase.Make(SeedModels.All, Seed, number);
            FuzzOutcome outcome = _loader.Run(fuzz);
            // A machine that does other things may be slow once; the benchmark measures time alone.
            Assert.True(outcome.Fault is null || outcome.Elapsed > FuzzOutcome.TimeLimit, $"case {number}, {fuzz.Origin.Name}, {fuzz.Target}: {outcome.Fault}");
            tally.Add(outcome);
        }
        // Were none loaded, or none refused, the checks behind the checksums would not be looked at.
        foreach (FuzzTarget target in Enum.GetValues<FuzzTarget>())
        {
            long loaded = tally.EndingsOf(target).Where(one => one.Ending == FuzzOutcome.Loaded).Sum(one => one.Count);
            Assert.InRange(loaded, 1, tally.CountOf(target) * 3 / 4);
        }
    }

    [Fact]
    public void A_case_is_made_again_from_seed_and_number()
    {
        for (int number = 0; number < 60; number++)
        {
            FuzzCase first = FuzzCase.Make(SeedModels.All, Seed, number), second = FuzzCase.Make(SeedModels.All, Seed, number);
            Assert.Equal(first.Zip, second.Zip);
            Assert.Equal(first.Parts?.Config, second.Parts?.Config);
            Assert.Equal(first.Parts?.Weights, second.Parts?.Weights);
        }
    }

    [Fact]
    public void Another_schema_is_told_from_other_damage()
    {
        SeedModel origin = SeedModels.All[0];

        Assert.False(ZipMutator.HasOtherSchema(origin, origin.Zip));
        Assert.False(ZipMutator.HasOtherSchema(origin, Shortened(name => name != "Schema")));
        Assert.True(ZipMutator.HasOtherSchema(origin, Shortened(name => name == "Schema")));
        Assert.False(ZipMutator.HasOtherSchema(origin, [1, 2, 3]));

        byte[] Shortened(Func<string, bool> isShortened)
        {
            using var file = new MemoryStream();
            file.Write(origin.Zip);
            using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
            {
                foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => isShortened(entry.FullName)))
                {
                    using Stream content = entry.Open();
                    content.SetLength(7);
                }
            }
            return file.ToArray();
        }
    }

    [Fact]
    public void Tensors_are_counted_in_parts_and_in_model_files_even_where_a_load_fails_behind_their_header()
    {
        SeedModel origin = SeedModels.All[0];
        MemoryParts damaged = origin.Parts.Copy(), refused = origin.Parts.Copy();
        damaged.Weights[^1] ^= 1;
        refused.Weights[8] ^= 1;
        long bytes = TensorTally.BytesOf(FuzzCase.Intact(origin, FuzzTarget.Zip));

        Assert.InRange(bytes, 1, origin.Parts.Weights.Length);
        Assert.Equal(bytes, TensorTally.BytesOf(FuzzCase.Intact(origin, FuzzTarget.Tensors)));
        Assert.Equal(bytes, TensorTally.BytesOf(new FuzzCase(origin, FuzzTarget.Tensors, damaged, null)));
        Assert.Equal(nameof(FormatException), _loader.Run(new FuzzCase(origin, FuzzTarget.Tensors, damaged, null)).Ending);
        Assert.Equal(0, TensorTally.BytesOf(new FuzzCase(origin, FuzzTarget.Tensors, refused, null)));
    }

    [Fact]
    public void Limits_that_are_passed_are_faults()
    {
        var outcome = new FuzzOutcome(FuzzTarget.Zip, FuzzOutcome.Loaded, FuzzOutcome.TimeLimit, FuzzOutcome.ByteLimit, null);

        Assert.Null(outcome.WithLimits().Fault);
        Assert.Contains("allocated", (outcome with { Bytes = FuzzOutcome.ByteLimit + 1 }).WithLimits().Fault, StringComparison.Ordinal);
        Assert.Contains("took", (outcome with { Elapsed = 2 * FuzzOutcome.TimeLimit }).WithLimits().Fault, StringComparison.Ordinal);
    }
}
