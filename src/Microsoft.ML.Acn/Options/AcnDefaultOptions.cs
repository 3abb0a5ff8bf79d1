namespace Microsoft.ML.Acn;

/// <summary>Default options of a family that is chosen when the type of the feature column is seen.</summary>
internal sealed class AcnDefaultOptions : AcnOptions
{
    /// <summary>The same columns and seed, as options of the family.</summary>
    public AcnOptions For(AcnOptions family)
    {
        family.LabelColumnName = LabelColumnName;
        family.FeatureColumnName = FeatureColumnName;
        family.ExampleWeightColumnName = ExampleWeightColumnName;
        family.Seed = Seed;
        return family;
    }

    internal override void Validate(OptionsValidator check)
    {
    }
}
