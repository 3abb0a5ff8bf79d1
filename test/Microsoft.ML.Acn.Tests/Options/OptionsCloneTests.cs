using System.Reflection;

namespace Microsoft.ML.Acn.Tests.Options;

public class OptionsCloneTests
{
    [Fact]
    public void A_clone_has_every_value_and_is_of_the_same_type()
    {
        var options = new AcnTextOptions { Layers = 7, LabelColumnName = "Kind", SecondFeatureColumnName = "Answer", WordDropout = 0.4, EarlyStopping = new AcnEarlyStopping { Patience = 3 } };

        AcnTextOptions clone = Assert.IsType<AcnTextOptions>(options.Clone());

        foreach (PropertyInfo property in typeof(AcnTextOptions).GetProperties().Where(property => property.Name != nameof(AcnOptions.EarlyStopping)))
            Assert.Equal(property.GetValue(options), property.GetValue(clone));
        Assert.Equal(3, clone.EarlyStopping!.Patience);
    }

    [Fact]
    public void Later_changes_reach_neither_side()
    {
        var options = new AcnTextOptions { EarlyStopping = new AcnEarlyStopping { Patience = 3 } };
        var clone = (AcnTextOptions)options.Clone();

        options.Layers = 9;
        options.EarlyStopping.Patience = 8;
        clone.MaxTokens = 5;

        Assert.NotEqual(9, clone.Layers);
        Assert.Equal(3, clone.EarlyStopping!.Patience);
        Assert.NotEqual(5, options.MaxTokens);
    }

    [Fact]
    public void What_a_warm_start_trains_is_copied_too()
    {
        var options = new AcnVectorOptions { WarmStart = new AcnWarmStartOptions { FrozenLayers = 2 } };
        AcnOptions clone = options.Clone();

        options.WarmStart.FrozenLayers = 1;

        Assert.Equal(2, clone.WarmStart!.FrozenLayers);
    }

    [Fact]
    public void Without_early_stopping_there_is_none_in_the_clone() => Assert.Null(new AcnTextOptions { EarlyStopping = null }.Clone().EarlyStopping);
}
